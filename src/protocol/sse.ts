import { EventBuffer } from './event-buffer.ts'
import type { Framer, StreamEvent } from './protocol.ts'
import { readBlock, readFirstBlock } from './sse-block.ts'
import { LineEnds } from './sse-lines.ts'

const lineFeed = 0x0a

/**
 * Cuts a byte string into server-sent events by the WHATWG grammar
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream): lines end
 * with LF, CR LF or CR, an empty line ends an event, one leading byte order mark is ignored.
 *
 * Unlike a browser it gives back every byte: a block without data (a comment, a stray empty line) is an
 * event with empty `data`, so all `raw` in a row plus `end()` are the input. When CR LF is cut between two
 * chunks after an event, the LF comes as a block of its own: nothing waits for a byte that may never come.
 *
 * From an event longer than `maxEventBytes` on, the stream comes as it is, marked `isOversized`.
 */
export class SseFramer implements Framer {
  readonly #buffer: EventBuffer
  /** The line that is being read is empty so far. */
  #isAtLineStart = true
  /** The last line ended with a CR at the very end of a chunk: an LF at the start of the next belongs to it. */
  #isPairOpen = false
  #isFirst = true

  constructor(maxEventBytes: number) {
    this.#buffer = new EventBuffer(maxEventBytes)
  }

  feed(bytes: string): StreamEvent[] {
    const events: StreamEvent[] = []
    const isSimple = this.#buffer.isEmpty && !bytes.includes('\r')
    const start = isSimple ? this.#takeWhole(bytes, events) : 0
    if (start < bytes.length) this.#takeCut(bytes, start, events)
    return events
  }

  end(): string {
    return this.#buffer.take()
  }

  /** The common case: events within this chunk, their lines ended by LF. Answers where the last one ends. */
  #takeWhole(bytes: string, events: StreamEvent[]): number {
    let start = 0
    while (!this.#buffer.isOverflown) {
      const lineEnd = bytes.indexOf('\n', start)
      if (lineEnd === -1) return start
      const end = blankLineEnd(bytes, start, lineEnd)
      if (end === -1) return start
      events.push(this.#complete(bytes.slice(start, end)))
      start = end
    }
    return start
  }

  /** The general case; looks at each byte once, however the input was cut. */
  #takeCut(bytes: string, from: number, events: StreamEvent[]): void {
    const isSecondHalf =
      this.#isPairOpen && !this.#buffer.isEmpty && bytes.charCodeAt(from) === lineFeed
    this.#isPairOpen = false
    let start = from
    let lineStart = isSecondHalf ? from + 1 : from
    const lines = new LineEnds(bytes, lineStart)
    while (!this.#buffer.isOverflown && lines.find(lineStart)) {
      const isBlank = this.#isAtLineStart && lines.at === lineStart
      this.#isAtLineStart = true
      this.#isPairOpen = lines.isOpen()
      lineStart = lines.after
      if (!isBlank) continue
      events.push(this.#complete(this.#buffer.take(bytes.slice(start, lineStart))))
      start = lineStart
    }
    if (lineStart < bytes.length) this.#isAtLineStart = false
    this.#buffer.keep(bytes.slice(start), events)
  }

  #complete(raw: string): StreamEvent {
    const isFirst = this.#isFirst
    this.#isFirst = false
    return this.#buffer.complete(raw, isFirst ? readFirstBlock : readBlock)
  }
}

/** Where the event that begins at `start` ends, -1 when not in this chunk. */
const blankLineEnd = (bytes: string, start: number, lineEnd: number): number => {
  if (lineEnd === start) return lineEnd + 1
  if (bytes.charCodeAt(lineEnd + 1) === lineFeed) return lineEnd + 2
  const blank = bytes.indexOf('\n\n', lineEnd + 1)
  return blank === -1 ? -1 : blank + 2
}
