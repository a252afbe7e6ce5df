import { isFull, type AccountEntry } from './account-pool.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'
import { sightOf } from './sight.ts'
import { isReady } from './stand.ts'
import { openWaitingRoom } from './waiting-room.ts'

const RECONSIDER_AFTER_MS = 100

/** Who waits for an account, and what makes them decide again. State of the scheduler actor, used by it alone. */
export class Waiting {
  readonly #ground: Ground
  readonly #decideAgain: (state: ExchangeState) => void
  readonly #room = openWaitingRoom<ExchangeState>()
  #isReconsidering = false

  /** `decideAgain` serves an exchange, ends it, or lets it wait on. */
  constructor(ground: Ground, decideAgain: (state: ExchangeState) => void) {
    this.#ground = ground
    this.#decideAgain = decideAgain
  }

  get isFull(): boolean {
    return this.#room.size >= this.#ground.args.maxWaiting
  }

  /** Somebody's instant has come. */
  get isDue(): boolean {
    const soonest = this.#room.soonest()
    return soonest !== undefined && soonest <= this.#now()
  }

  has(state: ExchangeState): boolean {
    return this.#room.has(state)
  }

  /** It waits, or waits on, for `restMs` at most. Its patience began with its first wait. */
  enter(state: ExchangeState, restMs: number, patienceMs: number): void {
    const now = this.#now()
    if (!this.#room.has(state)) {
      state.stage = { type: 'waiting', since: now }
      state.waitUntil ??= now + patienceMs
    }
    this.#room.enter(state, now + Math.min(restMs, patienceMs))
  }

  /** Its wait is over, whatever for: from here on it is known how long it was. */
  leave(state: ExchangeState): void {
    if (state.stage.type === 'waiting' && this.#room.has(state))
      state.waitedMs += Math.round(this.#now() - state.stage.since)
    this.#room.leave(state)
  }

  /** This account may have room: those who could be served by it decide again. */
  wakeFor(entry: AccountEntry): void {
    const sight = sightOf(this.#ground)
    for (const state of this.#room.inOrder()) {
      if (isFull(entry, sight.guardrails)) break
      if (state.pinnedTo !== undefined && state.pinnedTo !== entry.settings.id) continue
      const target = state.targets.find(({ channel }) => channel === entry.settings.channel)
      if (target !== undefined && isReady(entry, target.model, sight)) this.#decideAgain(state)
    }
    this.armTimer()
  }

  /** Time has passed: those whose instant has come decide again. */
  wakeDue(): void {
    this.#wake(this.#room.due(this.#now()))
  }

  /** Everything may have changed: all decide again. */
  wakeAll(): void {
    this.#isReconsidering = false
    this.#wake(this.#room.inOrder())
  }

  /**
   * What changed for an account may have taken the sense out of a wait. Changes that come together are looked at
   * together: each look costs as much as all who wait times all accounts, and a limit is met by many at once.
   */
  reconsiderSoon(): void {
    if (this.#isReconsidering || this.#room.size === 0) return
    this.#isReconsidering = true
    const { timers } = this.#ground.context
    timers.after('reconsider', RECONSIDER_AFTER_MS, { type: 'reconsider' })
  }

  /** To be called after every change of who waits. */
  armTimer(): void {
    const { timers } = this.#ground.context
    const soonest = this.#room.soonest()
    if (soonest === undefined) timers.cancel('wake')
    else timers.after('wake', Math.max(0, Math.ceil(soonest - this.#now())), { type: 'wake' })
  }

  #now(): number {
    return this.#ground.context.clock.monotonic()
  }

  #wake(states: readonly ExchangeState[]): void {
    for (const state of states) this.#decideAgain(state)
    this.armTimer()
  }
}
