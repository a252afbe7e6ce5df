import { fromText, toText } from './bytes.ts'
import { skipSpace, skipString, skipValue } from './json-skip.ts'

/**
 * Finding values in a JSON byte string without parsing it: strings are skipped with native searches, so a
 * request of a megabyte costs a fraction of a millisecond and stays one untouched string.
 */

/** From `start` up to, not including, `end`. */
export type Span = { readonly start: number; readonly end: number }

export type Scan = {
  /** Where the values of the wanted keys stand. Of a repeated key the last one, as `JSON.parse` has it. */
  readonly spans: ReadonlyMap<string, Span>
  /** Wanted keys that stand there more than once. */
  readonly duplicates: readonly string[]
  /**
   * The text is one object and nothing else: strings end, brackets match, the top level is well formed.
   * What stands deeper inside is not judged further.
   */
  readonly isComplete: boolean
  /** Offset of the first fault, -1 when there is none. */
  readonly faultAt: number
  /** Of the wanted lists, where their own commas stand. */
  readonly commas?: ReadonlyMap<string, readonly number[]>
}

/** Looks at one object, the whole of `body` or the part `within`, and only at its own keys. */
export const scanTopLevel = (
  body: string,
  wantedKeys: readonly string[],
  within: Span = { start: 0, end: body.length },
): Scan => {
  const spans = new Map<string, Span>()
  const duplicates: string[] = []
  const faultAt = scanObject(body, within, { onMember: membersInto(wantedKeys, spans, duplicates) })
  return { spans, duplicates, isComplete: faultAt === -1, faultAt }
}

type OnMember = (key: string, start: number, end: number) => void

const membersInto =
  (wantedKeys: readonly string[], spans: Map<string, Span>, duplicates: string[]): OnMember =>
  (key, start, end) => {
    if (!wantedKeys.includes(key)) return
    if (spans.has(key) && !duplicates.includes(key)) duplicates.push(key)
    spans.set(key, { start, end })
  }

/** As {@link scanTopLevel} of the whole, and notes the commas of some of the wanted keys' values on its way. */
export const scanWithLists = (
  body: string,
  wantedKeys: readonly string[],
  listKeys: ReadonlySet<string>,
): Scan => {
  const commas = new Map<string, number[]>()
  const spans = new Map<string, Span>()
  const duplicates: string[] = []
  const onMember = membersInto(wantedKeys, spans, duplicates)
  const commasOf = (key: string): number[] | undefined => {
    if (!listKeys.has(key)) return undefined
    const list: number[] = []
    commas.set(key, list)
    return list
  }
  const faultAt = scanObject(body, { start: 0, end: body.length }, { onMember, commasOf })
  return { spans, duplicates, isComplete: faultAt === -1, faultAt, commas }
}

/** Parses the value at a span, as UTF-8. Undefined when it is no JSON. */
export const readValue = (body: string, { start, end }: Span): unknown => {
  try {
    return JSON.parse(toText(body.slice(start, end)))
  } catch {
    return undefined
  }
}

export const readString = (body: string, span: Span): string | undefined => {
  const value = readValue(body, span)
  return typeof value === 'string' ? value : undefined
}

export const readNumber = (body: string, span: Span): number | undefined => {
  const value = readValue(body, span)
  return typeof value === 'number' ? value : undefined
}

export const readBoolean = (body: string, span: Span): boolean | undefined => {
  const value = readValue(body, span)
  return typeof value === 'boolean' ? value : undefined
}

/** Puts `json` (text, not yet bytes) where a value stands. Every other byte stays. */
export const spliceValue = (body: string, { start, end }: Span, json: string): string =>
  body.slice(0, start) + fromText(json) + body.slice(end)

/**
 * Adds a key, which must not be there yet, at the end of a complete object, so that spans found before
 * stay true. `json` is text, not yet bytes.
 */
export const insertKey = (body: string, key: string, json: string): string => {
  const closing = body.lastIndexOf('}')
  const isEmpty = body.slice(0, closing).trim() === '{'
  const member = fromText(`${JSON.stringify(key)}:${json}`)
  return `${body.slice(0, closing)}${isEmpty ? '' : ','}${member}${body.slice(closing)}`
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d

type Looking = {
  readonly onMember: OnMember
  /** Where the commas of a key's value are wanted. */
  readonly commasOf?: (key: string) => number[] | undefined
}

/** Calls `onMember` for every member of the object; answers the offset of the first fault, or -1. */
const scanObject = (
  body: string,
  { start, end }: Span,
  { onMember, commasOf }: Looking,
): number => {
  let at = skipSpace(body, start)
  if (at >= end || body.charCodeAt(at) !== openBrace) return Math.min(at, end)
  at = skipSpace(body, at + 1)
  if (body.charCodeAt(at) === closeBrace) return faultAfter(body, at + 1, end)
  for (;;) {
    const keyEnd = body.charCodeAt(at) === quote ? skipString(body, at) : -1
    if (keyEnd === -1) return Math.min(at, end)
    const colonAt = skipSpace(body, keyEnd)
    if (body.charCodeAt(colonAt) !== colon) return Math.min(colonAt, end)
    const valueStart = skipSpace(body, colonAt + 1)
    const key = readKey(body, at, keyEnd)
    const valueEnd = skipValue(body, valueStart, key === undefined ? undefined : commasOf?.(key))
    if (valueEnd < 0) return Math.min(~valueEnd, end)
    if (key === undefined) return at
    onMember(key, valueStart, valueEnd)
    at = skipSpace(body, valueEnd)
    const next = body.charCodeAt(at)
    if (next === closeBrace) return faultAfter(body, at + 1, end)
    if (next !== comma) return Math.min(at, end)
    at = skipSpace(body, at + 1)
  }
}

const faultAfter = (body: string, at: number, end: number): number => {
  const rest = skipSpace(body, at)
  return at <= end && rest >= end ? -1 : Math.min(rest, end)
}

/** A key may be written with escapes: `"mod\u0065l"` is `model` to every parser, so it must be to us. */
const readKey = (body: string, start: number, end: number): string | undefined => {
  const written = body.slice(start + 1, end - 1)
  return written.includes('\\') ? readString(body, { start, end }) : toText(written)
}
