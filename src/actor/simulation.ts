import { drainMicrotasks } from 'bun:jsc'
import type { Dispatcher, Runnable, Transit } from './dispatcher.ts'
import { seededRandom, type Random } from './random.ts'
import { VirtualClock } from './virtual-clock.ts'
import { Way, Ways } from './ways.ts'

/** What the simulation did: a delivery, in the order in which they happened. */
export type Delivery = { readonly at: number; readonly from: string; readonly to: string }

export type SimulationOptions = {
  /** Decides whatever threads and promises would leave to chance. */
  readonly seed: number
  /** Epoch milliseconds at which the clock starts. */
  readonly startAt?: number
  readonly onDelivery?: (delivery: Delivery) => void
}

/**
 * Lets a seed choose, among everything that could happen next, what does: which actor handles its next
 * message, which sender's message arrives, which batch reaches its node. Only the order from one sender
 * to one receiver is fixed.
 */
export class SeededDispatcher implements Dispatcher {
  readonly #random: Random
  readonly #onDelivery: (from: string, to: string) => void
  /** What may happen next: an actor has work, or something is on its way. */
  readonly #steps: (Runnable | Way)[] = []
  readonly #ways = new Ways()
  #awaited = 0
  #hasSettled = false

  constructor(random: Random, onDelivery: (from: string, to: string) => void) {
    this.#random = random
    this.#onDelivery = onDelivery
  }

  schedule(work: Runnable): void {
    this.#steps.push(work)
  }

  defer(flush: () => void): void {
    this.#steps.push({
      run: () => {
        flush()
        return 0
      },
    })
  }

  transit(delivery: Transit): void {
    const open = this.#ways.find(delivery.from, delivery.to)
    if (open !== undefined) return open.add(delivery)
    const way = new Way(delivery)
    this.#ways.open(way)
    this.#steps.push(way)
  }

  awaiting(change: 1 | -1): void {
    this.#awaited += change
    if (change === -1) this.#hasSettled = true
  }

  /** Until nothing can happen without time going on. */
  settle(): void {
    for (;;) {
      this.#exhaust()
      if (this.#awaited === 0 && !this.#hasSettled) return
      this.#hasSettled = false
      drainMicrotasks()
      if (this.#steps.length === 0 && !this.#hasSettled) return
    }
  }

  #exhaust(): void {
    const steps = this.#steps
    while (steps.length > 0) {
      const chosen = Math.floor(this.#random.next() * steps.length)
      const step = steps[chosen]
      const last = steps.pop()
      if (step === undefined || last === undefined) return
      if (chosen < steps.length) steps[chosen] = last
      if (step instanceof Way) this.#deliverNext(step)
      else step.run(1)
    }
  }

  #deliverNext(way: Way): void {
    const delivery = way.take()
    if (delivery !== undefined) {
      this.#onDelivery(way.from, way.to)
      delivery.deliver()
    }
    if (way.isEmpty) this.#ways.close(way)
    else this.#steps.push(way)
  }
}

/**
 * A world in which time and chance are the test's. Give its parts to every system of that world:
 * `new ActorSystem({ node: 'main', definitions, ...simulation.parts })`, and join them by `loopback`.
 */
export class Simulation {
  readonly clock: VirtualClock
  readonly random: Random
  readonly #dispatcher: SeededDispatcher

  constructor({ seed, startAt = 0, onDelivery }: SimulationOptions) {
    this.clock = new VirtualClock(startAt)
    this.random = seededRandom(seed)
    // Of its own, so that what behaviours draw does not depend on how many steps there were.
    this.#dispatcher = new SeededDispatcher(seededRandom(seed ^ 0x5eed), (from, to) =>
      onDelivery?.({ at: this.clock.now(), from, to }),
    )
  }

  get parts() {
    return { clock: this.clock, random: this.random, dispatcher: this.#dispatcher }
  }

  /** Everything that happens at this instant. */
  async settle(): Promise<void> {
    this.settleAtOnce()
  }

  /** As {@link settle}, for those who have nothing to do meanwhile: days have millions of instants. */
  settleAtOnce(): void {
    this.#dispatcher.settle()
  }

  /** Lets `ms` milliseconds pass, every timer at its instant. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.monotonic() + ms
    await this.#passTo(until)
    this.clock.moveTo(until)
    await this.settle()
  }

  /** Until nothing is left to happen, or `atMostMs` have passed. */
  async runUntilIdle(atMostMs: number): Promise<void> {
    await this.#passTo(this.clock.monotonic() + atMostMs)
  }

  async #passTo(until: number): Promise<void> {
    for (;;) {
      await this.settle()
      const next = this.clock.nextAt()
      if (next === undefined || next > until) return
      this.clock.moveTo(next)
    }
  }
}
