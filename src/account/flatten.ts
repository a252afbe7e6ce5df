import type { ActorRef } from '../actor/message.ts'
import type { Answered, Credit, Ended, Opened, Order } from '../exchange/messages.ts'
import type { Measures, Outcome } from '../exchange/outcome.ts'
import type { WholeAnswer } from '../exchange/sink.ts'
import { flattenFailure } from '../ir/flat-failure.ts'
import type { Settled } from './messages.ts'

/** Who gives an answer. */
export type Server = {
  readonly account: string
  readonly channel: string
  readonly ref: ActorRef<Credit>
}

/** Values of an attempt as the flat fields that travel between threads. -1 and '' stand for what is not known. */

export const served = (order: Order, { account, channel, ref }: Server) => ({
  exchange: order.exchange,
  account,
  accountRef: ref,
  channel,
  upstreamModel: order.model,
  attempts: order.attempt,
  queueMs: order.queueMs,
})

/** Written out whole: put together from its three parts it takes ten times as long, and every request has one. */
export const answeredOf = (
  order: Order,
  { account, channel }: Server,
  { measures, status, headers, body }: WholeAnswer & { readonly measures: Measures },
): Answered => ({
  type: 'answered',
  exchange: order.exchange,
  account,
  channel,
  upstreamModel: order.model,
  attempts: order.attempt,
  queueMs: order.queueMs,
  slotMs: measures.slotMs,
  connectMs: measures.connectMs,
  firstEventMs: measures.firstEventMs,
  streamMs: measures.streamMs,
  upstreamBytes: measures.upstreamBytes,
  inputTokens: measures.usage.inputTokens ?? -1,
  cacheReadTokens: measures.usage.cacheReadTokens ?? -1,
  cacheWriteTokens: measures.usage.cacheWriteTokens ?? -1,
  outputTokens: measures.usage.outputTokens ?? -1,
  reasoningTokens: measures.usage.reasoningTokens ?? -1,
  status,
  headers,
  body,
})

/** Written out whole, as {@link answeredOf} is: every stream has one. */
export const openedOf = (
  order: Order,
  { account, channel, ref }: Server,
  { status, headers, data }: Pick<Opened, 'status' | 'headers' | 'data'>,
): Opened => ({
  type: 'opened',
  exchange: order.exchange,
  account,
  accountRef: ref,
  channel,
  upstreamModel: order.model,
  attempts: order.attempt,
  queueMs: order.queueMs,
  status,
  headers,
  data,
})

/** Written out whole, as {@link answeredOf} is: every stream has one. */
export const endedOf = (order: Order, measures: Measures): Ended => ({
  type: 'ended',
  exchange: order.exchange,
  slotMs: measures.slotMs,
  connectMs: measures.connectMs,
  firstEventMs: measures.firstEventMs,
  streamMs: measures.streamMs,
  upstreamBytes: measures.upstreamBytes,
  inputTokens: measures.usage.inputTokens ?? -1,
  cacheReadTokens: measures.usage.cacheReadTokens ?? -1,
  cacheWriteTokens: measures.usage.cacheWriteTokens ?? -1,
  outputTokens: measures.usage.outputTokens ?? -1,
  reasoningTokens: measures.usage.reasoningTokens ?? -1,
})

const noFailure = {
  kind: '',
  code: '',
  status: 0,
  message: '',
  param: '',
  retryAfterMs: -1,
} as const

/** Written out whole, as {@link answeredOf} is: every attempt has one. */
export const settledOf = (
  order: Order,
  { account, isBodyTaken }: Pick<Settled, 'account' | 'isBodyTaken'>,
  outcome: Outcome,
): Settled => {
  const failure = 'failure' in outcome ? flattenFailure(outcome.failure) : noFailure
  return {
    type: 'settled',
    exchange: order.exchange,
    account,
    outcome: outcome.type,
    isCommitted: outcome.type === 'served' || outcome.type === 'refused' || outcome.isCommitted,
    kind: failure.kind,
    code: failure.code,
    status: failure.status,
    message: failure.message,
    param: failure.param,
    retryAfterMs: failure.retryAfterMs,
    upstreamStatus: 'failure' in outcome ? (outcome.failure.upstreamStatus ?? 0) : 0,
    neededTokens: 'failure' in outcome ? (outcome.failure.neededTokens ?? 0) : 0,
    isBodyTaken,
    connectMs: outcome.measures.connectMs,
    firstEventMs: outcome.measures.firstEventMs,
    inputTokens: outcome.measures.usage.inputTokens ?? -1,
    cacheReadTokens: outcome.measures.usage.cacheReadTokens ?? -1,
    cacheWriteTokens: outcome.measures.usage.cacheWriteTokens ?? -1,
    outputTokens: outcome.measures.usage.outputTokens ?? -1,
  }
}
