import { noPrefixes, type Prefix, type Prefixes } from '../ir/prefix.ts'
import { CacheMarks } from './cache-marks.ts'
import { readString, type Scan, type Span } from './json-scan.ts'
import { PrefixChain, firstMarks, lastMarks, leastBytes, markOf } from './prefix-chain.ts'
import { partEnds, plainly } from './prompt-item.ts'
import { HOUR_MS, type PromptShape, type Section } from './prompt-shape.ts'

/**
 * The beginnings of a request's prompt: of each block a hash over it and all before it. Where cache marks stand
 * changes nothing: they move from turn to turn. `scan` is for the keys of the shape, with the commas of its lists.
 */
export const readPrefixes = (shape: PromptShape, body: string, scan: Scan): Prefixes => {
  if (shape.goingOn.some((key) => isGiven(body, scan.spans.get(key)))) return noPrefixes
  const name = nameIn(shape, body, scan)
  if (name !== undefined) return { lifetimeMs: HOUR_MS, list: [namedPrefix(name)] }
  if (body.length < leastBytes) return noPrefixes
  const cacheMarks = new CacheMarks(body)
  const chain = new PrefixChain(seedOf(shape, body, scan))
  for (const section of shape.sections) addSection(chain, section, { body, scan, cacheMarks })
  const list = chain.prefixes()
  if (list.length === 0) return noPrefixes
  const lifetimeMs = shape.lifetimeMs(body, scan)
  return { lifetimeMs: cacheMarks.isForAnHour ? Math.max(lifetimeMs, HOUR_MS) : lifetimeMs, list }
}

const isGiven = (body: string, span: Span | undefined): boolean =>
  span !== undefined && !body.startsWith('null', span.start)

const nameIn = ({ named }: PromptShape, body: string, { spans }: Scan): string | undefined => {
  for (const key of named) {
    const span = spans.get(key)
    const name = span === undefined ? undefined : readString(body, span)
    if (name !== undefined && name.trim() !== '') return name
  }
  return undefined
}

/** How long what a name stands for is, nobody here knows: no less than is worth a name. */
const NAMED_BYTES = 16_384

const namedPrefix = (name: string): Prefix => ({ mark: markOf(name), bytes: NAMED_BYTES })

const seedOf = ({ seeds }: PromptShape, body: string, { spans }: Scan): string =>
  seeds.map((key) => textAt(body, spans.get(key))).join('\n')

const textAt = (body: string, span: Span | undefined): string =>
  span === undefined ? '' : body.slice(span.start, span.end)

type Source = { readonly body: string; readonly scan: Scan; readonly cacheMarks: CacheMarks }

const addSection = (chain: PrefixChain, section: Section, source: Source): void => {
  const { spans } = source.scan
  const key = section.keys.find((name) => spans.has(name))
  const span = key === undefined ? undefined : spans.get(key)
  if (key === undefined || span === undefined) return
  switch (section.cut) {
    case 'items':
      return addItems(chain, section, { ...source, key, span })
    case 'steps':
      return addSteps(chain, source.body, span)
    case 'whole':
    case 'aside': {
      const text = source.cacheMarks.without(span)
      if (section.counts?.(text) === false) return
      chain.add(text)
      if (section.cut === 'whole') chain.mark()
      return
    }
    default:
      return section.cut satisfies never
  }
}

type List = Source & { readonly key: string; readonly span: Span }

const addItems = (chain: PrefixChain, { counts }: Section, list: List): void => {
  const { body, scan, cacheMarks, key, span } = list
  const isList = body[span.start] === '['
  const commas = (isList ? scan.commas?.get(key) : undefined) ?? []
  let start = isList ? span.start + 1 : span.start
  for (let index = 0; index <= commas.length; index += 1) {
    const end = commas[index] ?? (isList ? span.end - 1 : span.end)
    const item = plainly(cacheMarks.without({ start, end }).trim())
    start = end + 1
    if (item === '' || counts?.(item) === false) continue
    // The others' parts would not be told anyway.
    if (index < firstMarks || commas.length - index < lastMarks)
      chain.markWithin(item, partEnds(item))
    chain.add(item)
    chain.mark()
  }
}

const STEP_BYTES = 2_048

const addSteps = (chain: PrefixChain, body: string, { start, end }: Span): void => {
  if (body[start] !== '"') return
  for (let at = start; at + STEP_BYTES <= end; at += STEP_BYTES) {
    chain.add(body.slice(at, at + STEP_BYTES))
    chain.mark()
  }
}
