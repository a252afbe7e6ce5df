import type { Span } from './json-scan.ts'
import { skipSpace, skipValue } from './json-skip.ts'

/**
 * The members of a request that say up to where it is to be cached, wherever they stand. Within a string their name has
 * escaped quotes, so a search finds them.
 */
export class CacheMarks {
  readonly #body: string
  /** As they stand, each with one of the commas that part it from its neighbours. */
  readonly #spans: readonly Span[]
  /** One of them at least asks for the longer lifetime. */
  readonly isForAnHour: boolean

  constructor(body: string) {
    this.#body = body
    this.#spans = findMarks(body)
    this.isForAnHour = this.#spans.some(({ start, end }) => hour.test(body.slice(start, end)))
  }

  /** What stands there besides. */
  without({ start, end }: Span): string {
    const first = this.#firstFrom(start)
    if ((this.#spans[first]?.start ?? end) >= end) return this.#body.slice(start, end)
    let rest = ''
    let at = start
    for (let next = first; ; next += 1) {
      const span = this.#spans[next]
      if (span === undefined || span.start >= end) return rest + this.#body.slice(at, end)
      rest += this.#body.slice(at, span.start)
      at = span.end
    }
  }

  /** The place in the list of the first one that begins there or later. */
  #firstFrom(start: number): number {
    let [low, high] = [0, this.#spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#spans[middle]?.start ?? start) < start) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Without its quotes: a search that begins at a rarer letter is three times as fast. */
const name = 'cache_control'
const hour = /"ttl"\s*:\s*"1h"/

const findMarks = (body: string): readonly Span[] => {
  const spans: Span[] = []
  let at = body.indexOf(name)
  while (at !== -1) {
    const span = memberAt(body, at - 1)
    if (span !== undefined) spans.push(span)
    at = body.indexOf(name, span?.end ?? at + name.length)
  }
  return spans
}

/** The member whose key begins there. Within a string the quotes of a key are escaped. */
const memberAt = (body: string, at: number): Span | undefined => {
  const keyEnd = at + name.length + 2
  if (body[at] !== '"' || body[keyEnd - 1] !== '"' || body[at - 1] === '\\') return undefined
  const colon = skipSpace(body, keyEnd)
  const end = body[colon] === ':' ? skipValue(body, skipSpace(body, colon + 1)) : -1
  if (end < 0) return undefined
  const before = spaceBefore(body, at)
  if (body[before - 1] === ',') return { start: before - 1, end }
  const after = skipSpace(body, end)
  return { start: at, end: body[after] === ',' ? skipSpace(body, after + 1) : end }
}

/** Where the white space in front of it begins. */
const spaceBefore = (body: string, from: number): number => {
  let at = from
  while (isSpace(body.charCodeAt(at - 1))) at -= 1
  return at
}

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
