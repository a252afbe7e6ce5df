import { accountClient } from '../account/client.ts'
import type { Committed, Declined, Settled } from '../account/messages.ts'
import type { Dispatch } from '../exchange/messages.ts'
import type { Failure } from '../ir/failure.ts'
import {
  isFull,
  isReady,
  learnLatency,
  select,
  type AccountEntry,
  type Selection,
} from './account-pool.ts'
import { decide, type Decision } from './decide.ts'
import { failureOf, newExchange, orderOf, traceOf, type ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'
import type { Step } from './messages.ts'
import { modes, type Candidate } from './mode/index.ts'
import {
  accountLost,
  failedReply,
  lastRefusal,
  queueFull,
  tookTooLong,
  unroutable,
} from './refuse.ts'
import { route } from './route.ts'
import { openWaitingRoom } from './waiting-room.ts'

/** Attempts of one exchange that may break at upstreams: then the upstream is down, not an account. */
const MAX_BREAKS = 8

const RECONSIDER_AFTER_MS = 100

/** The way of every exchange from its dispatch to its end. State of the scheduler actor, used by it alone. */
export class Dispatching {
  readonly #parts: Ground
  readonly #exchanges = new Map<number, ExchangeState>()
  readonly #room = openWaitingRoom()
  #isReconsidering = false

  constructor(parts: Ground) {
    this.#parts = parts
  }

  dispatch(message: Dispatch): void {
    const { context, args, routing } = this.#parts
    const routed = route(message, routing)
    if (routed.type === 'unroutable')
      return context.tell(message.replyTo, unroutable(message, routed.failure))
    const now = context.clock.now()
    const state = newExchange({
      dispatch: message,
      targets: routed.targets,
      mode: routing.channels.get(routed.targets[0]?.channel ?? '')?.mode ?? 'balance',
      dispatchedAt: now,
      answerBy: now + args.requestTimeoutMs,
    })
    this.#exchanges.set(message.exchange, state)
    if ((this.#room.soonest() ?? now + 1) <= now) this.wakeDue()
    this.#place(state)
    this.#armTimer()
  }

  cancel(exchange: number): void {
    const state = this.#exchanges.get(exchange)
    if (state === undefined) return
    const { stage } = state
    if (stage.type === 'waiting') return this.#finish(state, 'cancelled')
    state.stage = { type: 'abandoned', account: stage.account }
    const ref = this.#parts.entries.get(stage.account)?.ref
    if (ref !== undefined) accountClient(this.#parts.context, ref).cancel(exchange)
  }

  /** The order was not begun: the next of the decision's order is asked. */
  declined(report: Declined): void {
    const state = this.#reported(report)
    const entry = this.#parts.entries.get(report.account)
    entry?.exchanges.delete(report.exchange)
    if (state?.stage.type === 'assigned') this.#offerNext(state, state.stage, report)
    else if (state !== undefined) this.#finish(state, 'cancelled')
    if (entry !== undefined) this.wakeFor(entry)
  }

  committed(report: Committed): void {
    const state = this.#reported(report)
    if (state?.stage.type !== 'assigned') return
    state.stage = { type: 'committed', account: report.account }
    state.dispatch = { ...state.dispatch, body: '' }
    this.#note(state, { type: 'committed', account: report.account })
  }

  settled(report: Settled): void {
    const state = this.#reported(report)
    const entry = this.#parts.entries.get(report.account)
    // Before anything is decided: the exchange may come back to this very account.
    entry?.exchanges.delete(report.exchange)
    if (entry !== undefined) learnLatency(entry, report.firstEventMs)
    if (state !== undefined) this.#conclude(state, report)
    if (entry !== undefined) this.wakeFor(entry)
  }

  /** Whatever the account had in flight is lost with its thread. */
  lost(entry: AccountEntry): void {
    const inFlight = Array.from(entry.exchanges)
    entry.exchanges.clear()
    for (const exchange of inFlight) {
      const state = this.#exchanges.get(exchange)
      if (state?.stage.type === 'assigned') this.#tryElsewhere(state, accountLost)
      else if (state?.stage.type === 'committed') this.#fail(state, accountLost)
      else if (state !== undefined) this.#finish(state, 'cancelled')
    }
    this.#armTimer()
  }

  /** This account may have room: those who wait and could be served by it decide again. */
  wakeFor(entry: AccountEntry): void {
    const now = this.#parts.context.clock.now()
    for (const exchange of this.#room.inOrder()) {
      if (isFull(entry)) break
      const state = this.#exchanges.get(exchange)
      const target = state?.targets.find(({ channel }) => channel === entry.settings.channel)
      if (state === undefined || target === undefined) continue
      if (isReady(entry, target.model, now)) this.#place(state)
    }
    this.#armTimer()
  }

  /**
   * What changed for an account may have taken the sense out of a wait. Changes that come together are looked at
   * together: each look costs as much as all who wait times all accounts, and a limit is met by many at once.
   */
  reconsiderSoon(): void {
    if (this.#isReconsidering || this.#room.size === 0) return
    this.#isReconsidering = true
    this.#parts.context.timers.after('reconsider', RECONSIDER_AFTER_MS, { type: 'reconsider' })
  }

  /** Everything may have changed: all who wait decide again. */
  wakeAll(): void {
    this.#isReconsidering = false
    for (const exchange of this.#room.inOrder()) {
      const state = this.#exchanges.get(exchange)
      if (state !== undefined) this.#place(state)
    }
    this.#armTimer()
  }

  /** Time has passed: those whose instant has come decide again. */
  wakeDue(): void {
    for (const exchange of this.#room.due(this.#parts.context.clock.now())) {
      const state = this.#exchanges.get(exchange)
      if (state !== undefined) this.#place(state)
    }
    this.#armTimer()
  }

  /** What is known by now was no try; what still looks ready was one, so that nobody is asked for ever. */
  #offerNext(state: ExchangeState, stage: Assigned, { account, reason }: Declined): void {
    const tries = state.tries.get(account) ?? 0
    if (tries > 0 && !this.#isStillReady({ id: account, model: stage.model }))
      state.tries.set(account, tries - 1)
    this.#note(state, { type: 'declined', account, detail: reason })
    this.#offer(state, stage.next.filter(this.#isStillReady))
  }

  /** Others may have filled it since the decision. */
  readonly #isStillReady = ({ id, model }: Pick<Candidate, 'id' | 'model'>): boolean => {
    const entry = this.#parts.entries.get(id)
    return entry !== undefined && isReady(entry, model, this.#parts.context.clock.now())
  }

  #place(state: ExchangeState): void {
    const { context, args, entries, routing, bindings } = this.#parts
    const now = context.clock.now()
    if (now >= state.answerBy) return this.#fail(state, tookTooLong(args.requestTimeoutMs))
    const boundTo = state.session === '' ? undefined : bindings.accountOf(state.session, now)
    const { targets, tries } = state
    const selection = select(entries, routing.catalog, { targets, tries, boundTo, now })
    const deadline = Math.min(state.answerBy, state.waitUntil ?? now + args.maxWaitMs)
    const situation = { mode: modes[state.mode], candidates: selection.candidates, now, deadline }
    state.choice = { selection, at: now }
    this.#carryOut(state, decide(situation, context.random), { selection, deadline, now })
  }

  #carryOut(state: ExchangeState, decision: Decision, { selection, deadline, now }: Basis): void {
    switch (decision.type) {
      case 'serve':
        return this.#offer(state, decision.order)
      case 'wait':
        return this.#wait(state, Math.min(deadline, decision.wakeAt ?? deadline), deadline)
      case 'nobody':
      case 'too-late':
        if (now < deadline && selection.refusals.some(({ isPassing }) => isPassing))
          return this.#wait(state, deadline, deadline)
        this.#leaveRoom(state)
        return this.#fail(state, lastRefusal(state, selection, now))
      default:
        return decision satisfies never
    }
  }

  #wait(state: ExchangeState, wakeAt: number, deadline: number): void {
    const { context, args } = this.#parts
    const { exchange } = state.dispatch
    if (!this.#room.has(exchange)) {
      if (this.#room.size >= args.maxWaiting) return this.#fail(state, queueFull(args.maxWaiting))
      state.stage = { type: 'waiting', since: context.clock.now() }
      state.waitUntil = deadline
      this.#note(state, { type: 'waiting' })
    }
    this.#room.enter(exchange, wakeAt)
  }

  #offer(state: ExchangeState, order: readonly Candidate[]): void {
    const { context, args, entries } = this.#parts
    const [chosen, ...next] = order
    const entry = chosen === undefined ? undefined : entries.get(chosen.id)
    if (chosen === undefined || entry?.ref === undefined) return this.#place(state)
    const { exchange } = state.dispatch
    const now = context.clock.now()
    this.#leaveRoom(state)
    state.stage = { type: 'assigned', account: chosen.id, model: chosen.model, next }
    state.lastAccount = chosen.id
    state.attempts += 1
    state.tries.set(chosen.id, (state.tries.get(chosen.id) ?? 0) + 1)
    entry.exchanges.add(exchange)
    entry.usedAt = now
    this.#bindSession(state, chosen.id, now)
    this.#note(state, { type: 'offered', account: chosen.id })
    const terms = { model: chosen.model, life: entry.life, now }
    accountClient(context, entry.ref).order(orderOf(state, args, terms))
  }

  /** A bound account that is only busy, or rests for less than a wait, keeps its session although another serves now. */
  #bindSession(state: ExchangeState, account: string, now: number): void {
    const { args, bindings } = this.#parts
    if (state.session === '' || !modes[state.mode].bindsSessions) return
    const { selection, at } = state.choice
    const bound = selection.candidates.find(({ isBound }) => isBound)
    if (bound !== undefined && bound.id !== account && bound.restsUntil - at <= args.maxWaitMs)
      return
    bindings.bind(state.session, account, now)
    if (bound?.id !== account) state.isBindingNew = true
  }

  #conclude(state: ExchangeState, report: Settled): void {
    if (report.outcome !== 'failed') return this.#finish(state, 'ended', report.outcome)
    if (report.isCommitted || state.stage.type === 'abandoned')
      return this.#finish(state, 'failed', report.code)
    this.#tryElsewhere(state, failureOf(report))
  }

  #tryElsewhere(state: ExchangeState, failure: Failure): void {
    this.#note(state, { type: 'failed', account: state.lastAccount, detail: failure.code })
    state.lastFailure = failure
    if (state.isBindingNew) this.#parts.bindings.release(state.session)
    state.isBindingNew = false
    if (failure.kind === 'transient' || failure.kind === 'overloaded') state.breaks += 1
    const isOfTheRequest = failure.kind === 'client' || failure.kind === 'context_length'
    if (isOfTheRequest || state.breaks >= MAX_BREAKS) return this.#fail(state, failure)
    this.#place(state)
  }

  #fail(state: ExchangeState, failure: Failure): void {
    this.#leaveRoom(state)
    this.#finish(state, 'failed', failure.code)
    this.#parts.context.tell(state.dispatch.replyTo, failedReply(state, failure))
  }

  /** Its wait is over, whatever for: from here on it is known how long it was. */
  #leaveRoom(state: ExchangeState): void {
    const { exchange } = state.dispatch
    if (state.stage.type === 'waiting' && this.#room.has(exchange))
      state.waitedMs += this.#parts.context.clock.now() - state.stage.since
    this.#room.leave(exchange)
  }

  #finish(state: ExchangeState, type: Step['type'], detail = ''): void {
    this.#note(state, { type, account: state.lastAccount, detail })
    this.#exchanges.delete(state.dispatch.exchange)
    this.#room.leave(state.dispatch.exchange)
    this.#parts.receipts.keep(traceOf(state))
  }

  #note(
    state: ExchangeState,
    { type, account = '', detail = '' }: Pick<Step, 'type'> & Partial<Step>,
  ): void {
    const at = this.#parts.context.clock.now() - state.dispatchedAt
    state.steps.push({ at, type, account, detail })
  }

  /** The exchange that a report is about, unless it has moved on since. */
  #reported(report: {
    readonly exchange: number
    readonly account: string
  }): ExchangeState | undefined {
    const state = this.#exchanges.get(report.exchange)
    return state !== undefined &&
      state.stage.type !== 'waiting' &&
      state.stage.account === report.account
      ? state
      : undefined
  }

  #armTimer(): void {
    const { timers, clock } = this.#parts.context
    const soonest = this.#room.soonest()
    if (soonest === undefined) timers.cancel('wake')
    else timers.after('wake', Math.max(0, soonest - clock.now()), { type: 'wake' })
  }
}

type Assigned = Extract<ExchangeState['stage'], { type: 'assigned' }>

/** What a decision was made from. */
type Basis = { readonly selection: Selection; readonly deadline: number; readonly now: number }
