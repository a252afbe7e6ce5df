const MINUTE_MS = 60_000
const LEAST_CAPACITY = 8

/**
 * What happened in the last minute, each at its own instant: for limits, which must be exact. What its owner admits is
 * bounded by the limit, and so is what is kept. Instants are as `monotonic` tells them, and come in order.
 */
export class SlidingWindow {
  /** A ring; its capacity is a power of two. */
  #instants = new Float64Array(LEAST_CAPACITY)
  #first = 0
  #size = 0

  add(now: number): void {
    this.#forget(now)
    if (this.#size === this.#instants.length) this.#resize(this.#size * 2)
    this.#instants[this.#position(this.#size)] = now
    this.#size += 1
  }

  /** What was added at that instant has not happened. It is among the latest, so few are looked at. */
  takeBack(instant: number): void {
    let index = this.#size - 1
    while (index >= 0 && this.#at(index) > instant) index -= 1
    if (index < 0 || this.#at(index) !== instant) return
    for (let later = index; later < this.#size - 1; later += 1)
      this.#instants[this.#position(later)] = this.#at(later + 1)
    this.#size -= 1
  }

  count(now: number): number {
    this.#forget(now)
    return this.#size
  }

  /** When one more would be within the limit; 0: now. A limit that was lowered waits for several to leave. */
  freeAt(limit: number, now: number): number {
    this.#forget(now)
    if (this.#size < limit) return 0
    return this.#at(this.#size - limit) + MINUTE_MS
  }

  #forget(now: number): void {
    while (this.#size > 0 && this.#at(0) + MINUTE_MS <= now) {
      this.#first = this.#position(1)
      this.#size -= 1
    }
    const capacity = this.#instants.length
    if (capacity > LEAST_CAPACITY && this.#size < capacity / 4) this.#resize(capacity / 2)
  }

  #resize(capacity: number): void {
    const instants = new Float64Array(capacity)
    for (let index = 0; index < this.#size; index += 1) instants[index] = this.#at(index)
    this.#instants = instants
    this.#first = 0
  }

  #at(index: number): number {
    return this.#instants[this.#position(index)] ?? 0
  }

  #position(index: number): number {
    return (this.#first + index) & (this.#instants.length - 1)
  }
}

const SECONDS = 60

/** How often something happened in the last minute, to the second, however often that is: for people. */
export class RecentCount {
  readonly #counts = new Float64Array(SECONDS)
  /** Which second each count is of. */
  readonly #seconds = new Float64Array(SECONDS).fill(Number.NEGATIVE_INFINITY)

  add(now: number): void {
    const second = Math.floor(now / 1000)
    const place = second % SECONDS
    if (this.#seconds[place] !== second) this.#counts[place] = 0
    this.#seconds[place] = second
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
  }

  count(now: number): number {
    const oldest = now / 1000 - SECONDS
    return this.#counts.reduce(
      (sum, count, place) => ((this.#seconds[place] ?? oldest) > oldest ? sum + count : sum),
      0,
    )
  }
}
