import { noPrefixes, type Prefix, type Prefixes } from '../ir/prefix.ts'
import type { Scan, Span } from './json-scan.ts'
import type { PromptShape, Section } from './prompt-shape.ts'

/** Upstreams cache from 1,024 tokens on, of about four bytes. */
const LEAST_BYTES = 4_096
const FIRST_MARKS = 8
const LAST_MARKS = 56

/**
 * The beginnings of a request's prompt: of each block a hash over it and all before it. Where cache marks stand
 * changes nothing: they move from turn to turn. `scan` is for the keys of the shape, with the commas of its lists.
 */
export const readPrefixes = (shape: PromptShape, body: string, scan: Scan): Prefixes => {
  if (body.length < LEAST_BYTES) return noPrefixes
  const chain = new Chain(seedOf(shape, body, scan))
  for (const section of shape.sections) addSection(chain, section, { body, scan })
  const list = chain.marks.filter(({ bytes }) => bytes >= LEAST_BYTES)
  return list.length === 0
    ? noPrefixes
    : { lifetimeMs: shape.lifetimeMs(body, scan), list: ends(list) }
}

/** A conversation grows at its end, and what many share is at its beginning. */
const ends = (list: readonly Prefix[]): readonly Prefix[] =>
  list.length <= FIRST_MARKS + LAST_MARKS
    ? list
    : [...list.slice(0, FIRST_MARKS), ...list.slice(-LAST_MARKS)]

const seedOf = ({ seeds }: PromptShape, body: string, { spans }: Scan): string =>
  seeds.map((key) => textAt(body, spans.get(key))).join('\n')

const textAt = (body: string, span: Span | undefined): string =>
  span === undefined ? '' : body.slice(span.start, span.end)

class Chain {
  readonly marks: Prefix[] = []
  #hash: bigint
  #bytes = 0

  constructor(seed: string) {
    this.#hash = BigInt(Bun.hash(seed))
  }

  add(kind: string, text: string): void {
    this.#hash = BigInt(Bun.hash(text, BigInt(Bun.hash(kind, this.#hash))))
    this.#bytes += text.length
    this.marks.push({ mark: this.#hash.toString(36), bytes: this.#bytes })
  }
}

type Source = { readonly body: string; readonly scan: Scan }

const addSection = (chain: Chain, { keys, isList }: Section, { body, scan }: Source): void => {
  const key = keys.find((name) => scan.spans.has(name))
  const span = key === undefined ? undefined : scan.spans.get(key)
  if (key === undefined || span === undefined) return
  const commas = isList && body[span.start] === '[' ? scan.commas?.get(key) : undefined
  if (commas === undefined) return chain.add(key, unmarked(textAt(body, span)))
  let start = span.start + 1
  for (const comma of commas) {
    chain.add(key, unmarked(body.slice(start, comma)))
    start = comma + 1
  }
  chain.add(key, unmarked(body.slice(start, span.end - 1)))
}

/** As a member of an object it has its quotes plain; quoted by somebody it has not. */
const cacheMark = /,?\s*"cache_control"\s*:\s*(?:\{[^{}]*\}|null)/g

const unmarked = (text: string): string =>
  text.includes('"cache_control"') ? text.replace(cacheMark, '') : text
