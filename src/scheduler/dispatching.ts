import { accountClient } from '../account/client.ts'
import type { Committed, Declined, Made, Settled } from '../account/messages.ts'
import type { Dispatch } from '../exchange/messages.ts'
import type { Failure } from '../ir/failure.ts'
import type { AccountEntry } from './account-pool.ts'
import {
  assign,
  countFailure,
  isStillReady,
  learnEnd,
  dropProofs,
  mayTryAgain,
  noteAnswered,
  unassign,
} from './assignment.ts'
import { choose, type Chosen } from './choose.ts'
import { countInstead, hasCountedEnough, isCount, mayCountHere } from './count-here.ts'
import { failureOf, type Assigned, type ExchangeState } from './exchange-state.ts'
import { brokenOff } from './defect.ts'
import type { Ground } from './ground.ts'
import type { Step } from './messages.ts'
import { openExchange } from './open-exchange.ts'
import { learnStored } from './learn-stored.ts'
import type { Leaf } from './leaf.ts'
import {
  accountLost,
  attemptsUsedUp,
  failedReply,
  lastRefusal,
  queueFull,
  tookTooLong,
} from './refuse.ts'
import { traceOf } from './receipt.ts'
import { releaseNewBinding } from './session.ts'
import { learnServed } from './served-references.ts'
import * as spending from './spending.ts'
import { failedStep, waitStep } from './steps.ts'
import { byNoChoice, type Wait } from './wait.ts'
import { Waiting } from './waiting.ts'

/** The way of every exchange from its dispatch to its end. State of the scheduler actor, used by it alone. */
export class Dispatching {
  readonly waiting: Waiting
  readonly #ground: Ground
  readonly #exchanges = new Map<number, ExchangeState>()

  constructor(ground: Ground) {
    this.#ground = ground
    this.waiting = new Waiting(ground, (state) => this.#place(state))
  }

  /** Those that wait for an account. */
  held(): readonly ExchangeState[] {
    return Array.from(this.#exchanges.values()).filter(({ stage }) => stage.type === 'waiting')
  }

  /** Of all that go on. */
  find(requestId: string): ExchangeState | undefined {
    return this.#exchanges.values().find(({ dispatch }) => dispatch.requestId === requestId)
  }

  dispatch(message: Dispatch): void {
    const state = openExchange(message, this.#ground)
    if (state === undefined) return
    this.#exchanges.set(message.exchange, state)
    // They were here first.
    if (this.waiting.isDue) this.waiting.wakeDue()
    this.#place(state)
    this.waiting.armTimer()
  }

  cancel(exchange: number): void {
    const state = this.#exchanges.get(exchange)
    if (state === undefined) return
    const { stage } = state
    if (stage.type === 'waiting') return this.#finish(state, 'cancelled')
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
    const state = this.#reported(report)
    const entry = entries.get(report.account)
    if (entry !== undefined) this.#takeBack(entry, [report.exchange])
    if (state?.stage.type === 'assigned') this.#offerNext(state, state.stage, report)
    else if (state !== undefined) this.#endDeclined(state)
    if (wasClosed) this.waiting.wakeEverywhere()
    if (entry !== undefined) this.waiting.wakeFor(entry)
  }

  /** What an answer made is its user's, at this account from now on; so is what its request named and was served with. */
  made(report: Made): void {
    const state = this.#reported(report)
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
    const state = this.#reported(report)
    if (state?.stage.type !== 'assigned') return
    state.stage = { type: 'committed', account: report.account }
    state.dispatch = { ...state.dispatch, body: '' }
    this.#note(state, { type: 'committed', account: report.account })
  }

  settled(report: Settled): void {
    const state = this.#reported(report)
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
    this.#takeBack(entry, inFlight)
    for (const exchange of inFlight) {
      const state = this.#exchanges.get(exchange)
      if (state !== undefined) state.isBodyTaken = state.dispatch.bodyBytes >= 0
      if (state?.stage.type === 'assigned') this.#tryElsewhere(state, accountLost)
      else if (state?.stage.type === 'committed') this.#fail(state, accountLost)
      else if (state !== undefined) this.#finish(state, 'cancelled')
    }
    this.waiting.armTimer()
  }

  /** A decision is carried on with, unless much has happened until it was declined. */
  #offerNext(state: ExchangeState, stage: Assigned, { account, reason }: Declined): void {
    unassign(state, stage, this.#ground)
    this.#note(state, { type: 'declined', account, detail: reason })
    const { context, guardrails } = this.#ground
    const now = context.clock.monotonic()
    if (now >= state.answerBy || guardrails.isClosed(now)) return this.#place(state)
    this.#offer(
      state,
      stage.next.filter((leaf) => isStillReady(state, leaf, this.#ground)),
    )
  }

  #place(state: ExchangeState): void {
    this.#guarded(state, () => this.#decide(state))
  }

  #guarded(state: ExchangeState, choosing: () => void): void {
    try {
      choosing()
    } catch (thrown) {
      this.#breakOff(state, thrown)
    }
  }

  /** Nobody has its order: that is sent last. */
  #breakOff(state: ExchangeState, thrown: unknown): void {
    const { stage, dispatch } = state
    const entry = stage.type === 'waiting' ? undefined : this.#ground.entries.get(stage.account)
    if (entry !== undefined) this.#takeBack(entry, [dispatch.exchange])
    this.#fail(state, brokenOff(thrown, this.#ground))
  }

  #decide(state: ExchangeState): void {
    const { context } = this.#ground
    if (context.clock.monotonic() >= state.answerBy)
      return this.#fail(state, tookTooLong(state.answerBy - state.begunAt))
    const chosen = choose(state, this.#ground)
    state.choice = chosen.outlook
    state.chosenAt = context.clock.monotonic()
    this.#carryOut(state, chosen)
  }

  #carryOut(state: ExchangeState, { decision, outlook, patienceMs }: Chosen): void {
    switch (decision.type) {
      case 'serve':
        return this.#offer(state, decision.order)
      case 'wait':
        if (isCount(state)) return this.#countHere(state, 'all_accounts_busy')
        return this.#wait(state, { ...byNoChoice, ...decision, patienceMs })
      case 'nobody':
      case 'too-late':
        if (patienceMs > 0 && !isCount(state) && outlook.isStarting)
          return this.#wait(state, { ...byNoChoice, restMs: undefined, patienceMs })
        this.waiting.leave(state)
        return this.#fail(state, lastRefusal(state, outlook))
      default:
        return decision satisfies never
    }
  }

  #wait(state: ExchangeState, wait: Wait): void {
    if (!this.waiting.has(state)) {
      const refused = this.waiting.whoIsTooMany(state)
      if (refused !== undefined)
        this.#fail(refused, queueFull(this.#ground.args.maxWaiting, this.waiting.soonestEndMs))
      if (refused === state) return
      this.#note(state, waitStep(wait, state.choice))
    }
    this.waiting.enter(state, wait)
  }

  #offer(state: ExchangeState, order: readonly Leaf[]): void {
    const [leaf, ...next] = order
    const entry = leaf === undefined ? undefined : this.#ground.entries.get(leaf.standing.account)
    if (leaf === undefined || entry?.ref === undefined) return this.#place(state)
    this.waiting.serve(state)
    this.#note(state, { type: 'offered', account: entry.settings.id })
    assign(state, { entry, ref: entry.ref, leaf, next }, this.#ground)
  }

  /** Its client has left meanwhile. */
  #endDeclined(state: ExchangeState): void {
    if (state.stage.type === 'abandoned' && state.stage.assigned !== undefined)
      unassign(state, state.stage.assigned, this.#ground)
    this.#finish(state, 'cancelled')
  }

  #takeBack(entry: AccountEntry, exchanges: readonly number[]): void {
    for (const exchange of exchanges) spending.takeBack(entry, exchange)
    this.#ground.shelves.touch(entry)
  }

  #learnStored(state: ExchangeState, report: Settled): void {
    if (report.outcome === 'served') learnServed(state, report.account, this.#ground)
    learnStored(state, report, this.#ground)
  }

  #conclude(state: ExchangeState, report: Settled): void {
    if (report.outcome !== 'failed') return this.#finish(state, 'ended', report.outcome)
    state.isBodyTaken = report.isBodyTaken
    if (report.isCommitted || state.stage.type === 'abandoned')
      return this.#finish(state, 'failed', report.code)
    this.#tryElsewhere(state, failureOf(report))
  }

  #tryElsewhere(state: ExchangeState, failure: Failure): void {
    this.#note(state, failedStep(state.lastAccount, failure))
    state.lastFailure = failure
    releaseNewBinding(state, state.lastAccount, this.#ground)
    countFailure(state, failure)
    const isOfTheRequest = failure.kind === 'client' || failure.kind === 'context_length'
    if (isOfTheRequest && !dropProofs(state, failure)) return this.#fail(state, failure)
    if (hasCountedEnough(state)) return this.#fail(state, failure)
    if (mayTryAgain(state, this.#ground)) return this.#place(state)
    this.#giveUp(state, failure)
  }

  /** No further attempt may follow, whoever could make it. */
  #giveUp(state: ExchangeState, failure: Failure): void {
    this.#guarded(state, () =>
      this.#fail(state, attemptsUsedUp(state, failure, choose(state, this.#ground).outlook)),
    )
  }

  #fail(state: ExchangeState, failure: Failure): void {
    if (isCount(state) && mayCountHere(failure)) return this.#countHere(state, failure.code)
    this.#finish(state, 'failed', failure.code)
    this.#ground.context.tell(state.dispatch.replyTo, failedReply(state, failure))
  }

  /** A count needs no account: rather an estimate now than a number later. */
  #countHere(state: ExchangeState, code: string): void {
    this.#finish(state, 'ended', 'counted here')
    countInstead(state, code, this.#ground)
  }

  #finish(state: ExchangeState, type: Step['type'], detail = ''): void {
    this.#note(state, { type, account: state.lastAccount, detail })
    this.#exchanges.delete(state.dispatch.exchange)
    this.waiting.leave(state)
    this.#ground.receipts.keep(traceOf(state, 'ended', this.#ground.context.clock.monotonic()))
  }

  #note(
    state: ExchangeState,
    { type, account = '', detail = '' }: Pick<Step, 'type'> & Partial<Step>,
  ): void {
    const at = Math.round(this.#ground.context.clock.monotonic() - state.begunAt)
    state.steps.push({ type, account, detail, at })
  }

  /** The exchange that a report is about, unless it has moved on since. */
  #reported({ exchange, account }: Pick<Settled, 'exchange' | 'account'>) {
    const state = this.#exchanges.get(exchange)
    if (state === undefined || state.stage.type === 'waiting') return undefined
    return state.stage.account === account ? state : undefined
  }
}
