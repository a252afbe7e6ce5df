import { EventBuffer } from './event-buffer.ts'
import type { Framer, StreamEvent } from './protocol.ts'

/**
 * Cuts a streamed JSON array (`[{…},\n{…}]`, as Gemini sends it without `alt=sse`) into its elements. `data` is
 * the element, `raw` has the bracket, comma and spaces in front of it too, so all `raw` in a row plus `end()`
 * are the input. The closing bracket is an event of its own, with empty `data`: `isClosingBracket`.
 *
 * An object that is not in an array (an error, sent as one) is an event as well. What is no object becomes part
 * of the data of the next event, where it does not parse.
 *
 * From an element longer than `maxEventBytes` on, the stream comes as it is, marked `isOversized`.
 */
export class JsonArrayFramer implements Framer {
  readonly #buffer: EventBuffer
  /** Open brackets and braces. */
  #depth = 0
  /** The depth at which elements stand: 1 once the array is open, 0 before it and without it. */
  #elementDepth = 0
  #isInString = false
  /** Within a string: the last byte was a backslash that is not escaped itself. */
  #isEscaped = false

  constructor(maxEventBytes: number) {
    this.#buffer = new EventBuffer(maxEventBytes)
  }

  feed(bytes: string): StreamEvent[] {
    const events: StreamEvent[] = []
    let start = 0
    let at = 0
    while (at < bytes.length && !this.#buffer.isOverflown) {
      if (this.#isInString) {
        at = this.#skipString(bytes, at)
        continue
      }
      const isEnd = this.#step(bytes.charCodeAt(at))
      at += 1
      if (!isEnd) continue
      events.push(this.#buffer.complete(this.#buffer.take(bytes.slice(start, at)), readElement))
      start = at
    }
    this.#buffer.keep(bytes.slice(start), events)
    return events
  }

  end(): string {
    return this.#buffer.take()
  }

  /** Reads one byte outside of strings; true when it ends an element or the array. */
  #step(code: number): boolean {
    if (code === quote) this.#isInString = true
    else if (code === openBrace || code === openBracket) {
      if (code === openBracket && this.#depth === 0) this.#elementDepth = 1
      this.#depth += 1
    } else if (code === closeBrace || code === closeBracket) {
      this.#depth -= 1
      return this.#depth <= this.#elementDepth
    }
    return false
  }

  /** From within a string to after its closing quote, or to the end of the chunk. */
  #skipString(bytes: string, from: number): number {
    let at = from
    if (this.#isEscaped) {
      this.#isEscaped = false
      at += 1
    }
    for (;;) {
      const close = bytes.indexOf('"', at)
      const isEscapedEnd = endsInEscape(bytes, at, close === -1 ? bytes.length : close)
      if (close === -1) {
        this.#isEscaped = isEscapedEnd
        return bytes.length
      }
      at = close + 1
      if (isEscapedEnd) continue
      this.#isInString = false
      return at
    }
  }
}

/** The end of a JSON array stream. No server-sent event looks like it: those end with a line end. */
export const isClosingBracket = ({ raw, data }: StreamEvent): boolean =>
  data === '' && raw.endsWith(']')

/**
 * The `raw` of an element after which nothing more is read, with the closing bracket that its array then lacks. An
 * object without an array stays as it is.
 */
export const closeArray = (raw: string): string => (/^\s*[,[]/.test(raw) ? `${raw}]` : raw)

const quote = 0x22
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** An odd number of backslashes stands before `end`, looking back no further than `from`. */
const endsInEscape = (bytes: string, from: number, end: number): boolean => {
  let first = end
  while (first > from && bytes.charCodeAt(first - 1) === backslash) first -= 1
  return (end - first) % 2 === 1
}

const separators = /^[\s,[]*/

const readElement = (raw: string): StreamEvent => {
  const element = raw.replace(separators, '')
  return { raw, event: '', data: element === ']' ? '' : element }
}
