import type { Clock, TimerHandle } from './clock.ts'

class Entry implements TimerHandle {
  readonly at: number
  readonly order: number
  /** Undefined once it is cancelled. */
  run: (() => void) | undefined

  constructor(at: number, order: number, run: () => void) {
    this.at = at
    this.order = order
    this.run = run
  }

  cancel(): void {
    this.run = undefined
  }
}

/** A clock that moves only when told. Timers fire at their instant, those of one instant as they were set. */
export class VirtualClock implements Clock {
  readonly #startAt: number
  /** A binary heap, the next timer first. Cancelled ones stay until they come up. */
  readonly #heap: Entry[] = []
  #elapsedMs = 0
  #steppedMs = 0
  #order = 0

  /** `startAt`: epoch milliseconds. */
  constructor(startAt = 0) {
    this.#startAt = startAt
  }

  now(): number {
    return this.#startAt + this.#elapsedMs + this.#steppedMs
  }

  monotonic(): number {
    return this.#elapsedMs
  }

  schedule(delayMs: number, run: () => void): TimerHandle {
    const at = this.#elapsedMs + Math.max(0, delayMs)
    const entry = new Entry(at, this.#order, run)
    this.#order += 1
    this.#insert(entry)
    return entry
  }

  /** The instant of the next timer, as `monotonic` will tell it. */
  nextAt(): number | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].run === undefined) this.#removeFirst()
    return this.#heap[0]?.at
  }

  /** Moves to `at` and fires what is due at that instant, timers set meanwhile for it included. */
  moveTo(at: number): void {
    this.#elapsedMs = Math.max(this.#elapsedMs, at)
    let next = this.nextAt()
    while (next !== undefined && next <= at) {
      this.#removeFirst()?.run?.()
      next = this.nextAt()
    }
  }

  /** The thread is busy for so long: time goes on, and the timers that come due meanwhile fire late. */
  stall(ms: number): void {
    this.#elapsedMs += ms
  }

  /** The system's clock is set by so much, forward or back. Timers and `monotonic` do not hear of it. */
  stepNow(ms: number): void {
    this.#steppedMs += ms
  }

  #insert(entry: Entry): void {
    let place = this.#heap.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#heap[above]
      if (parent === undefined || isBefore(parent, entry)) break
      this.#heap[place] = parent
      place = above
    }
    this.#heap[place] = entry
  }

  #removeFirst(): Entry | undefined {
    const first = this.#heap[0]
    const last = this.#heap.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first
  }

  /** From the top, whose place is free. */
  #sink(entry: Entry): void {
    let place = 0
    for (;;) {
      const below = this.#earlierChild(place)
      const child = this.#heap[below]
      if (child === undefined || isBefore(entry, child)) break
      this.#heap[place] = child
      place = below
    }
    this.#heap[place] = entry
  }

  #earlierChild(place: number): number {
    const left = 2 * place + 1
    const one = this.#heap[left]
    const other = this.#heap[left + 1]
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
