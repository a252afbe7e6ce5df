import type { Declined } from '../../account/messages.ts'
import { isOfTheRequest, type Failure } from '../../ir/failure.ts'
import {
  assign,
  countFailure,
  dropProofs,
  isStillReady,
  mayTryAgain,
  takeBack,
  unassign,
} from './assignment.ts'
import { choose, type Chosen } from '../choice/choose.ts'
import { countInstead, hasCountedEnough, isCount, mayCountHere } from './count-here.ts'
import { brokenOff } from './defect.ts'
import type { Assigned, ExchangeState } from './exchange-state.ts'
import type { Exchanges } from './exchanges.ts'
import { followMode } from './follow-mode.ts'
import type { Ground } from '../ground.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { Step } from '../messages.ts'
import { traceOf } from '../explaining/receipt.ts'
import { attemptsUsedUp, failedReply, lastRefusal, queueFull, tookTooLong } from './refuse.ts'
import { relocate } from '../routing/relocate.ts'
import { releaseNewBinding } from '../session/session.ts'
import { failedStep, note, offerStep, waitStep } from './steps.ts'
import { byNoChoice, type Wait } from '../waiting/wait.ts'
import { Waiting } from '../waiting/waiting.ts'

/**
 * Decides what becomes of an exchange, and does it: an account is given it, it waits, or it ends. State of the scheduler
 * actor, used by it alone.
 */
export class Deciding {
  readonly waiting: Waiting
  readonly #ground: Ground
  readonly #exchanges: Exchanges

  constructor(ground: Ground, exchanges: Exchanges) {
    this.#ground = ground
    this.#exchanges = exchanges
    this.waiting = new Waiting(ground, (state) => this.decide(state))
  }

  decide(state: ExchangeState): void {
    this.#guarded(state, () => this.#decide(state))
  }

  /** A decision is carried on with, unless much has happened until it was declined. */
  offerNext(state: ExchangeState, stage: Assigned, { account, reason }: Declined): void {
    unassign(state, stage, this.#ground)
    note(state, { type: 'declined', account, detail: reason }, this.#ground)
    const { context, guardrails } = this.#ground
    const now = context.clock.monotonic()
    if (now >= state.answerBy || guardrails.isClosed(now)) return this.decide(state)
    this.#offer(
      state,
      stage.next.filter((leaf) => isStillReady(state, leaf, this.#ground)),
    )
  }

  /** An attempt has failed before its client saw anything: another may follow. */
  tryElsewhere(state: ExchangeState, failure: Failure): void {
    note(state, failedStep(state.lastAccount, failure), this.#ground)
    state.lastFailure = failure
    releaseNewBinding(state, state.lastAccount, this.#ground)
    countFailure(state, failure)
    if (isOfTheRequest(failure) && !dropProofs(state, failure)) return this.fail(state, failure)
    if (hasCountedEnough(state)) return this.fail(state, failure)
    if (mayTryAgain(state, this.#ground)) return this.decide(state)
    this.#giveUp(state, failure)
  }

  fail(state: ExchangeState, failure: Failure): void {
    if (isCount(state) && mayCountHere(failure)) return this.#countHere(state, failure.code)
    this.finish(state, 'failed', failure.code)
    this.#ground.context.tell(state.dispatch.replyTo, failedReply(state, failure))
  }

  finish(state: ExchangeState, type: Step['type'], detail = ''): void {
    note(state, { type, account: state.lastAccount, detail }, this.#ground)
    this.#exchanges.remove(state)
    this.waiting.leave(state)
    this.#ground.receipts.keep(traceOf(state, 'ended', this.#ground.context.clock.monotonic()))
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
    if (entry !== undefined) takeBack(entry, [dispatch.exchange], this.#ground)
    this.fail(state, brokenOff(thrown, this.#ground))
  }

  #decide(state: ExchangeState): void {
    const { context } = this.#ground
    if (context.clock.monotonic() >= state.answerBy)
      return this.fail(state, tookTooLong(state.answerBy - state.begunAt))
    relocate(state, this.#ground)
    followMode(state, this.#ground)
    const chosen = choose(state, this.#ground)
    state.choice = chosen.outlook
    state.need = chosen.need
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
        return this.fail(state, lastRefusal(state, outlook))
      default:
        return decision satisfies never
    }
  }

  #wait(state: ExchangeState, wait: Wait): void {
    if (!this.waiting.has(state)) {
      const refused = this.waiting.whoIsTooMany(state)
      if (refused !== undefined)
        this.fail(refused, queueFull(this.#ground.args.maxWaiting, this.waiting.soonestEndMs))
      if (refused === state) return
      note(state, waitStep(wait, state.choice), this.#ground)
    }
    this.waiting.enter(state, wait)
  }

  #offer(state: ExchangeState, order: readonly Leaf[]): void {
    const [leaf, ...next] = order
    const entry = leaf === undefined ? undefined : this.#ground.entries.get(leaf.standing.account)
    if (leaf === undefined || entry?.ref === undefined) return this.decide(state)
    this.waiting.serve(state)
    note(state, offerStep(entry.settings.id, state.choice), this.#ground)
    assign(state, { entry, ref: entry.ref, leaf, next }, this.#ground)
  }

  /** No further attempt may follow, whoever could make it. */
  #giveUp(state: ExchangeState, failure: Failure): void {
    this.#guarded(state, () =>
      this.fail(state, attemptsUsedUp(state, failure, choose(state, this.#ground).outlook)),
    )
  }

  /** A count needs no account: rather an estimate now than a number later. */
  #countHere(state: ExchangeState, code: string): void {
    this.finish(state, 'ended', 'counted here')
    countInstead(state, code, this.#ground)
  }
}
