import { accountClient } from '../../account/client.ts'
import type { AccountMessage, Committed, Settled } from '../../account/messages.ts'
import type { ActorRef } from '../../actor/index.ts'
import { proofsRefused, type Failure } from '../../ir/failure.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import {
  isRepeatable,
  modelAt,
  orderOf,
  type Assigned,
  type ExchangeState,
} from './exchange-state.ts'
import type { Ground } from '../ground.ts'
import { learnLatency } from '../standing/latency.ts'
import type { Leaf } from '../standing/leaf.ts'
import { bindSession, releaseNewBinding } from '../session/session.ts'
import { sightOf } from '../standing/sight.ts'
import * as spending from '../standing/spending.ts'
import { isReady } from '../standing/stand.ts'
import { MAX_TRIES_PER_ACCOUNT } from '../choice/tries.ts'
import { expectWarmth, freshTokensAt, learnWarmth, withdrawWarmth } from '../choice/warm.ts'

/** All that it means for the ground that an account is given an exchange, and that its word on it comes. */

type Assignment = {
  readonly entry: AccountEntry
  readonly ref: ActorRef<AccountMessage>
  readonly leaf: Leaf
  /** Who is asked if it declines. */
  readonly next: readonly Leaf[]
}

/** The account is given the exchange. */
export const assign = (
  state: ExchangeState,
  { entry, ref, leaf, next }: Assignment,
  ground: Ground,
): void => {
  const { context, args, shelves, guardrails } = ground
  const { dispatch } = state
  const { id: account, channel } = entry.settings
  const model = modelAt(state, channel)
  const now = context.clock.monotonic()
  const before = state.lastAccount
  if (before !== '' && before !== account) guardrails.switched(now)
  guardrails.admitted(account, now)
  state.stage = { type: 'assigned', account, givenAt: now, before, leaf, next }
  state.lastAccount = account
  state.attempts += 1
  state.tries.set(account, (state.tries.get(account) ?? 0) + 1)
  const { exchange, body } = dispatch
  const freshTokens = freshTokensAt(state, account)
  spending.begin(entry, { exchange, body, model, freshTokens })
  entry.usedAt = now
  shelves.touch(entry)
  bindSession(state, ground)
  expectWarmth(state, account, ground)
  const terms = { model, life: entry.life, orderedAt: context.clock.now(), now }
  accountClient(context, ref).order(orderOf(state, args, terms))
}

/**
 * It was declined. No upstream was asked, so it was no attempt. What is known by now was no try either; what still looks
 * ready was one, so that nobody is asked for ever.
 */
export const unassign = (
  state: ExchangeState,
  { account, givenAt, leaf, before }: Assigned,
  ground: Ground,
): void => {
  ground.guardrails.withdrawn(account, givenAt)
  state.attempts -= 1
  state.lastAccount = before
  releaseNewBinding(state, account, ground)
  withdrawWarmth(state, ground)
  if (!isStillReady(state, leaf, ground)) takeBackTry(state, account)
}

const takeBackTry = ({ tries }: ExchangeState, account: string): void => {
  const count = tries.get(account) ?? 0
  if (count > 1) tries.set(account, count - 1)
  else tries.delete(account)
}

/** Limits that one exchange may meet without a try: an upstream may name instants that mean nothing. */
const MAX_LIMITS = 8

/** Accounts of unknown limits that may turn out too small for one exchange: each is known from then on. */
const MAX_OVERSIZES = 8

/** Attempts of one exchange that may break at upstreams: then the upstream is down, not an account. */
const MAX_BREAKS = 8

export const countFailure = (state: ExchangeState, failure: Failure): void => {
  if (failure.kind === 'transient' || failure.kind === 'overloaded') state.breaks += 1
  if (failure.kind === 'rate_limited') forgiveLimit(state)
  if (failure.kind === 'too_large') noteOversize(state, failure)
}

/** It is never served there, and where less is taken nobody is asked for it. */
const noteOversize = (state: ExchangeState, { neededTokens = 0 }: Failure): void => {
  state.oversizes += 1
  state.neededTokens = Math.max(state.neededTokens, neededTokens)
  state.tries.set(state.lastAccount, MAX_TRIES_PER_ACCOUNT)
}

/** What moves to another account may bring proofs along that only the former one can read: it goes on without them, once. */
export const dropProofs = (state: ExchangeState, { code }: Failure): boolean => {
  if (code !== proofsRefused || state.dropsProofs) return false
  state.dropsProofs = true
  return true
}

/** Whether another attempt may follow, whoever could make it. */
export const mayTryAgain = (state: ExchangeState, { guardrails }: Ground): boolean =>
  isRepeatable(state) &&
  state.breaks < MAX_BREAKS &&
  state.oversizes < MAX_OVERSIZES &&
  state.attempts < (guardrails.attemptLimit() ?? Number.POSITIVE_INFINITY)

/** A limit is no try: the account can serve the request, only later. */
const forgiveLimit = (state: ExchangeState): void => {
  state.limits += 1
  if (state.limits <= MAX_LIMITS) takeBackTry(state, state.lastAccount)
}

/** Its upstream has begun to answer. */
export const noteAnswered = (
  { account, exchange }: Pick<Committed, 'account' | 'exchange'>,
  { entries }: Ground,
): void => {
  const flight = entries.get(account)?.exchanges.get(exchange)
  if (flight !== undefined) flight.isAnswered = true
}

/** The account has these no more, and no upstream was asked. */
export const takeBack = (
  entry: AccountEntry,
  exchanges: readonly number[],
  { shelves }: Pick<Ground, 'shelves'>,
): void => {
  for (const exchange of exchanges) spending.takeBack(entry, exchange)
  shelves.touch(entry)
}

/** Others may have filled it since the decision. */
export const isStillReady = (
  state: ExchangeState,
  { standing: { account } }: Leaf,
  ground: Ground,
): boolean => {
  const entry = ground.entries.get(account)
  if (entry === undefined) return false
  return isReady(entry, modelAt(state, entry.settings.channel), sightOf(ground))
}

/** The account's last word on it; before anything is decided, as it may come back to this very account. `state`: undefined when the exchange has moved on. */
export const learnEnd = (
  state: ExchangeState | undefined,
  { entry, report }: { readonly entry: AccountEntry; readonly report: Settled },
  ground: Ground,
): void => {
  const model = entry.exchanges.get(report.exchange)?.model
  // Whatever may go wrong with the rest: its slot is free.
  spending.settle(entry, report)
  if (model !== undefined) learnLatency(entry, model, report)
  ground.guardrails.settled(report.account, report, ground.context.clock.monotonic())
  ground.shelves.touch(entry)
  if (model !== undefined && state !== undefined) learnWarmth(state, { report, model }, ground)
}
