import type { StreamEvent } from './protocol.ts'

/**
 * What has come of the event a framer is reading, kept in pieces until it is whole, so that a long event costs
 * the same however it was cut; and the limit on its length.
 */
export class EventBuffer {
  /** An event was too long: whatever comes now is passed on unread. */
  isOverflown = false
  readonly #maxEventBytes: number
  #pieces: string[] = []
  #bytes = 0

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  /** All that was kept, and `last` after it. */
  take(last = ''): string {
    if (this.#bytes === 0) return last
    const whole = this.#pieces.join('') + last
    this.#pieces = []
    this.#bytes = 0
    return whole
  }

  /** Keeps the beginning of an event; beyond the limit, or once overflown, it is an oversized event instead. */
  keep(piece: string, events: StreamEvent[]): void {
    if (piece === '') return
    this.#pieces.push(piece)
    this.#bytes += piece.length
    if (this.isOverflown || this.#bytes > this.#maxEventBytes)
      events.push(this.#oversized(this.take()))
  }

  /** The event that is complete with these bytes. */
  complete(raw: string, read: (raw: string) => StreamEvent): StreamEvent {
    return raw.length <= this.#maxEventBytes ? read(raw) : this.#oversized(raw)
  }

  #oversized(raw: string): StreamEvent {
    this.isOverflown = true
    return { raw, event: '', data: '', isOversized: true }
  }
}
