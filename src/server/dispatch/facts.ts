import { unmeasured, type Ended, type Failed, type Opened } from '../../exchange/messages.ts'
import type { ExchangeFacts, ExchangeOutcome } from '../../ledger/record.ts'
import type { Operation } from '../../protocol/protocol.ts'
import { anonymous, type Client } from '../auth.ts'
import type { Call } from '../call.ts'

/** What is known of an exchange while it goes on: filled in step by step, read once at its end. */
export type Progress = {
  readonly exchange: number
  readonly call: Call
  operation: Operation | 'models' | 'list' | ''
  client: Client
  /** The channel of a scoped path, until an account tells the one that served. */
  scope: string
  model: string
  isStreaming: boolean
  bytesIn: number
  authMs: number
  totalMs: number
  /** The account that has it, once one has. */
  served: Served
}

const nobody: Served = { account: '', channel: '', upstreamModel: '', attempts: 0, queueMs: -1 }

export const startProgress = (exchange: number, call: Call): Progress => ({
  exchange,
  call,
  operation: '',
  client: anonymous,
  scope: '',
  model: '',
  isStreaming: false,
  bytesIn: 0,
  authMs: -1,
  totalMs: -1,
  served: nobody,
})

/** Who served; what the account measured. Both as the messages carry them. */
export type Served = Pick<
  Opened | Failed,
  'account' | 'channel' | 'upstreamModel' | 'attempts' | 'queueMs'
>
export type Measured = Omit<Ended, 'type' | 'exchange'>

export type Ending = {
  readonly outcome: ExchangeOutcome
  /** What the client was answered with; 499 when it left before it had an answer. */
  readonly status: number
  readonly failureCode: string
  readonly bytesOut: number
  /** What the account that ended it measured. */
  readonly measured?: Measured | undefined
}

export const exchangeFacts = (progress: Progress, ending: Ending): ExchangeFacts => {
  const { call, client } = progress
  const { served } = progress
  const measured = ending.measured ?? unmeasured
  return {
    exchange: progress.exchange,
    requestId: call.requestId,
    startedAt: call.startedAt,
    user: client.user,
    key: client.key,
    protocol: call.protocol.id,
    operation: progress.operation,
    channel: served.channel === '' ? progress.scope : served.channel,
    account: served.account,
    model: progress.model,
    upstreamModel: served.upstreamModel,
    status: ending.status,
    outcome: ending.outcome,
    failureCode: ending.failureCode,
    attempts: served.attempts,
    isStreaming: progress.isStreaming,
    bytesIn: progress.bytesIn,
    bytesOut: ending.bytesOut,
    inputTokens: measured.inputTokens,
    cacheReadTokens: measured.cacheReadTokens,
    cacheWriteTokens: measured.cacheWriteTokens,
    outputTokens: measured.outputTokens,
    reasoningTokens: measured.reasoningTokens,
    authMs: progress.authMs,
    queueMs: served.queueMs,
    slotMs: measured.slotMs,
    connectMs: measured.connectMs,
    firstEventMs: measured.firstEventMs,
    streamMs: measured.streamMs,
    totalMs: progress.totalMs,
  }
}
