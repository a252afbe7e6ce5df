import { accountClient } from '../../account/client.ts'
import type { Committed, Declined, Made, Settled } from '../../account/messages.ts'
import type { Dispatch } from '../../exchange/messages.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import { learnEnd, noteAnswered, takeBack, unassign } from './assignment.ts'
import { Deciding } from './deciding.ts'
import { failureOf, type ExchangeState } from './exchange-state.ts'
import { Exchanges } from './exchanges.ts'
import type { Ground } from '../ground.ts'
import { learnStored } from '../routing/learn-stored.ts'
import { openExchange } from './open-exchange.ts'
import { accountLost } from './refuse.ts'
import { learnServed } from '../routing/served-references.ts'
import { endDetail, failureDetail, note } from './steps.ts'
import type { Waiting } from '../waiting/waiting.ts'

/** What clients and accounts say of exchanges, and what follows from it. State of the scheduler actor, used by it alone. */
export class Dispatching {
  readonly exchanges = new Exchanges()
  readonly #ground: Ground
  readonly #deciding: Deciding

  constructor(ground: Ground) {
    this.#ground = ground
    this.#deciding = new Deciding(ground, this.exchanges)
  }

  get waiting(): Waiting {
    return this.#deciding.waiting
  }

  dispatch(message: Dispatch): void {
    const state = openExchange(message, this.#ground)
    if (state === undefined) return
    this.exchanges.add(state)
    // They were here first.
    if (this.waiting.isDue) this.waiting.wakeDue()
    this.#deciding.decide(state)
    this.waiting.armTimer()
  }

  cancel(exchange: number): void {
    const state = this.exchanges.get(exchange)
    if (state === undefined) return
    const { stage } = state
    if (stage.type === 'waiting') return this.#deciding.finish(state, 'cancelled')
    if (stage.type === 'abandoned') return
    const assigned = stage.type === 'assigned' ? stage : undefined
    state.stage = { type: 'abandoned', account: stage.account, assigned }
    const ref = this.#ground.entries.get(stage.account)?.ref
    if (ref !== undefined) accountClient(this.#ground.context, ref).cancel(exchange)
  }

  /** The order was not begun: the next of the decision's order is asked. */
  declined(report: Declined): void {
    const { context, guardrails, entries } = this.#ground
    const wasClosed = guardrails.isClosed(context.clock.monotonic())
    const state = this.exchanges.reported(report)
    const entry = entries.get(report.account)
    if (entry !== undefined) takeBack(entry, [report.exchange], this.#ground)
    if (state?.stage.type === 'assigned') this.#deciding.offerNext(state, state.stage, report)
    else if (state !== undefined) this.#endDeclined(state)
    if (wasClosed) this.waiting.wakeEverywhere()
    if (entry !== undefined) this.waiting.wakeFor(entry)
  }

  /** What an answer made is its user's, at this account from now on; so is what its request named and was served with. */
  made(report: Made): void {
    const state = this.exchanges.reported(report)
    if (state === undefined) return
    const { owners, unkept, context } = this.#ground
    const { user } = state.dispatch
    const madeAt = context.clock.monotonic()
    const owner = { user, account: report.isKept ? report.account : '', madeAt }
    for (const id of report.ids.split('\n')) (report.isKept ? owners : unkept).learn(id, owner)
    if (report.isKept) learnServed(state, report.account, this.#ground)
  }

  committed(report: Committed): void {
    noteAnswered(report, this.#ground)
    const state = this.exchanges.reported(report)
    if (state?.stage.type !== 'assigned') return
    state.stage = { type: 'committed', account: report.account }
    state.dispatch = { ...state.dispatch, body: '' }
    note(state, { type: 'committed', account: report.account }, this.#ground)
  }

  settled(report: Settled): void {
    const state = this.exchanges.reported(report)
    const entry = this.#ground.entries.get(report.account)
    try {
      if (entry !== undefined) learnEnd(state, { entry, report }, this.#ground)
      if (state !== undefined) this.#learnStored(state, report)
    } finally {
      if (state !== undefined) this.#conclude(state, report)
      if (entry !== undefined) this.waiting.wakeFor(entry)
    }
  }

  /** Whatever the account had in flight is lost with its thread. */
  lost(entry: AccountEntry): void {
    const inFlight = Array.from(entry.exchanges.keys())
    takeBack(entry, inFlight, this.#ground)
    for (const exchange of inFlight) {
      const state = this.exchanges.get(exchange)
      if (state !== undefined) state.isBodyTaken = state.dispatch.bodyBytes >= 0
      if (state?.stage.type === 'assigned') this.#deciding.tryElsewhere(state, accountLost)
      else if (state?.stage.type === 'committed') this.#deciding.fail(state, accountLost)
      else if (state !== undefined) this.#deciding.finish(state, 'cancelled')
    }
    this.waiting.armTimer()
  }

  /** Its client has left meanwhile. */
  #endDeclined(state: ExchangeState): void {
    if (state.stage.type === 'abandoned' && state.stage.assigned !== undefined)
      unassign(state, state.stage.assigned, this.#ground)
    this.#deciding.finish(state, 'cancelled')
  }

  #learnStored(state: ExchangeState, report: Settled): void {
    if (report.outcome === 'served') learnServed(state, report.account, this.#ground)
    learnStored(state, report, this.#ground)
  }

  #conclude(state: ExchangeState, report: Settled): void {
    if (report.outcome !== 'failed') return this.#deciding.finish(state, 'ended', endDetail(report))
    state.isBodyTaken = report.isBodyTaken
    if (report.isCommitted || state.stage.type === 'abandoned')
      return this.#deciding.finish(state, 'failed', failureDetail(failureOf(report)))
    this.#deciding.tryElsewhere(state, failureOf(report))
  }
}
