import type { Clock, TimerHandle } from './clock.ts'

type Entry = { readonly at: number; readonly order: number; run: (() => void) | undefined }

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
    const entry: Entry = { at, order: this.#order, run }
    this.#order += 1
    this.#insert(entry)
    return {
      cancel: () => {
        entry.run = undefined
      },
    }
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
    let index = this.#heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) return
      this.#swap(index, parent)
      index = parent
    }
  }

  #removeFirst(): Entry | undefined {
    const last = this.#heap.length - 1
    this.#swap(0, last)
    const first = this.#heap.pop()
    let index = 0
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      let smallest = index
      if (this.#isBefore(left, smallest)) smallest = left
      if (this.#isBefore(right, smallest)) smallest = right
      if (smallest === index) return first
      this.#swap(index, smallest)
      index = smallest
    }
  }

  #isBefore(index: number, other: number): boolean {
    const [left, right] = [this.#heap[index], this.#heap[other]]
    if (left === undefined || right === undefined) return false
    return left.at < right.at || (left.at === right.at && left.order < right.order)
  }

  #swap(index: number, other: number): void {
    const [left, right] = [this.#heap[index], this.#heap[other]]
    if (left === undefined || right === undefined) return
    this.#heap[index] = right
    this.#heap[other] = left
  }
}
