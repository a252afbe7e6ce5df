import type { Clock } from '../../actor/clock.ts'
import type { Reply } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { brokenAnswer } from '../refusal.ts'

/** One client request that is being answered, as the table sees it. */
export type TableEntry = {
  receive(reply: Reply): void
  /** Called about once a second: heartbeats and deadlines. `now` is the clock's monotonic reading. */
  sweep(now: number): void
  /** Ends the answer with a failure of our own. */
  breakOff(failure: Failure): void
}

const sweepIntervalMs = 1_000

/** The open exchanges by number, and the one timer that looks after all of them. */
export class ExchangeTable {
  readonly #clock: Clock
  readonly #open = new Map<number, TableEntry>()
  #isSweeping = false
  #last = 0
  #whenEmpty: PromiseWithResolvers<void> | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Unique in this process. */
  nextNumber(): number {
    this.#last += 1
    return this.#last
  }

  get size(): number {
    return this.#open.size
  }

  add(exchange: number, entry: TableEntry): void {
    this.#open.set(exchange, entry)
    if (!this.#isSweeping) this.#scheduleSweep()
  }

  remove(exchange: number): void {
    this.#open.delete(exchange)
    if (this.#open.size > 0) return
    this.#whenEmpty?.resolve()
    this.#whenEmpty = undefined
  }

  /** A reply to an exchange that is over (its client has left, say) is nobody's. */
  deliver(reply: Reply): void {
    const entry = this.#open.get(reply.exchange)
    try {
      entry?.receive(reply)
    } catch (error) {
      // Whatever is wrong with this answer, its client must not wait for the rest of it for ever.
      entry?.breakOff(brokenAnswer())
      throw error
    }
  }

  /** Resolves when no exchange is open, at once if there is none now. */
  whenEmpty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve()
    this.#whenEmpty ??= Promise.withResolvers<void>()
    return this.#whenEmpty.promise
  }

  breakOffAll(failure: Failure): void {
    for (const entry of this.#open.values()) entry.breakOff(failure)
  }

  /** Nothing ticks while nothing is open. */
  #scheduleSweep(): void {
    this.#isSweeping = this.#open.size > 0
    if (this.#isSweeping) this.#clock.schedule(sweepIntervalMs, () => this.#sweep())
  }

  #sweep(): void {
    const now = this.#clock.monotonic()
    for (const entry of this.#open.values()) entry.sweep(now)
    this.#scheduleSweep()
  }
}
