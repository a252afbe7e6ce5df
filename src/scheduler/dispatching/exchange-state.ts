import { storedScope } from '../../account/cooldown.ts'
import type { Settled } from '../../account/messages.ts'
import type { Dispatch, Order } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import type { Prefixes } from '../../ir/prefix.ts'
import { readFailure } from '../../ir/flat-failure.ts'
import type { Expectation } from '../cache/affinity.ts'
import { noOutlook, type Outlook } from '../choice/outlook.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { ModeName, SchedulerArguments, Step } from '../messages.ts'
import type { Need } from '../standing/need.ts'
import { openPrompt, type Prompt } from '../cache/prompt.ts'
import { BYTES_PER_TOKEN, textLengthOf } from '../cache/tokens.ts'
import type { RouteTarget } from '../routing/route.ts'
import { writeSessionKey } from '../session/session-key.ts'

/** Where an exchange is. It leaves the scheduler's table with its end, whatever that is. */
export type Stage =
  | Held
  | Assigned
  /** The client has seen output: only this account can end it. */
  | { readonly type: 'committed'; readonly account: string }
  /** The client has left; the account's last word is awaited. */
  | {
      readonly type: 'abandoned'
      readonly account: string
      /** How it was given to it; undefined when that had begun to answer. */
      readonly assigned: Assigned | undefined
    }

export type Held = {
  readonly type: 'waiting'
  /** When it began to wait. */
  readonly since: number
  /** The only account that it waits for, by choice or as no other can serve it; empty: any will do. */
  readonly account: string
}

/** An account has the order, the client has seen nothing yet. `next` are asked if it declines. */
export type Assigned = {
  readonly type: 'assigned'
  readonly account: string
  /** When it was given to it. */
  readonly givenAt: number
  /** Who had it before; empty: nobody. */
  readonly before: string
  /** As it was chosen. */
  readonly leaf: Leaf
  readonly next: readonly Leaf[]
}

/** Instants are as `monotonic` tells them: the wall clock may be set while a client waits. */
export type ExchangeState = {
  /** With the client's body until the commit point: what another account would need. */
  dispatch: Dispatch
  targets: readonly RouteTarget[]
  /** The one account that can serve it; undefined: any of the targets'. */
  pinnedTo: string | undefined
  mode: ModeName
  /** The binding's key; empty when the request belongs to no session. */
  readonly session: string
  /** That of a binding of its model alone. */
  readonly sessionOfModel: string
  /** How its prompt begins; none where the mode does not go by that. */
  prefixes: Prefixes
  /** Where its prompt may go, one a target; none where nothing is to be gone by. */
  prompts: readonly Prompt[]
  /** How long it is, as far as can be told without counting. */
  readonly promptTokens: number
  /** How long it is at least, as an upstream has said that it was too large for; 0: none has. */
  neededTokens: number
  /** See `Chosen`, of the last choice. */
  need: Need | undefined
  /** Of the account that has it; undefined where nothing is. */
  expected: Expectation | undefined
  /** The key of a binding that this exchange has made, and of which nothing has come yet; empty: there is none. */
  newBinding: string
  /** Epoch ms, for the record. */
  readonly dispatchedAt: number
  readonly begunAt: number
  /** By when the client must have seen something. */
  readonly answerBy: number
  /** Since when its patience runs: when it first had to wait. */
  waitsSince: number | undefined
  waitedMs: number
  stage: Stage
  attempts: number
  /** By account. */
  readonly tries: Map<string, number>
  /** Attempts that broke at an upstream. */
  breaks: number
  /** Limits that it met, and whose end was known. */
  limits: number
  /** Accounts that it was too large for. */
  oversizes: number
  lastFailure: Failure | undefined
  /** An upstream has refused the proofs of thoughts that it holds: from then on it is asked without them. */
  dropsProofs: boolean
  /** The front cannot give all of it again. */
  isBodyTaken: boolean
  lastAccount: string
  /** The accounts as they were at the last choice. */
  choice: Outlook
  /** When that was. */
  chosenAt: number
  readonly steps: Step[]
}

/** What the client allows counts as well: nobody is there to read what comes later. */
export const timeoutOf = (
  { timeoutMs }: Pick<Dispatch, 'timeoutMs'>,
  { requestTimeoutMs }: Pick<SchedulerArguments, 'requestTimeoutMs'>,
): number => (timeoutMs > 0 ? Math.min(timeoutMs, requestTimeoutMs) : requestTimeoutMs)

type Beginning = Pick<
  ExchangeState,
  | 'dispatch'
  | 'targets'
  | 'pinnedTo'
  | 'mode'
  | 'prefixes'
  | 'dispatchedAt'
  | 'begunAt'
  | 'answerBy'
>

export const newExchange = (beginning: Beginning): ExchangeState => ({
  ...beginning,
  session: sessionKey(beginning, ''),
  sessionOfModel: sessionKey(beginning, beginning.targets[0]?.model ?? ''),
  newBinding: '',
  prompts: promptsOf(beginning),
  promptTokens: promptTokensOf(beginning),
  neededTokens: 0,
  need: undefined,
  expected: undefined,
  waitsSince: undefined,
  waitedMs: 0,
  stage: { type: 'waiting', since: beginning.begunAt, account: '' },
  attempts: 0,
  tries: new Map(),
  breaks: 0,
  limits: 0,
  oversizes: 0,
  lastFailure: undefined,
  dropsProofs: false,
  isBodyTaken: false,
  lastAccount: '',
  choice: noOutlook,
  chosenAt: 0,
  steps: [],
})

/** The beginnings leave files out as well, and tell of the prompt alone. What is only counted takes nothing of a limit. */
const promptTokensOf = ({
  prefixes: { list },
  dispatch: { body, operation },
}: Pick<Beginning, 'prefixes' | 'dispatch'>): number =>
  operation === 'count-tokens' ? 0 : (list.at(-1)?.bytes ?? textLengthOf(body)) / BYTES_PER_TOKEN

export const promptsOf = ({
  dispatch: { user },
  targets,
  prefixes,
}: Pick<Beginning, 'dispatch' | 'targets' | 'prefixes'>): readonly Prompt[] =>
  prefixes.list.length === 0
    ? []
    : targets.map(({ channel, model }) => openPrompt({ user, channel, model, prefixes }))

/** What the request's model is called at a channel. */
export const modelAt = ({ targets }: Pick<ExchangeState, 'targets'>, channel: string): string =>
  targets.find((target) => target.channel === channel)?.model ?? ''

const sessionKey = ({ dispatch: { user, session }, targets }: Beginning, model: string): string =>
  session === ''
    ? ''
    : writeSessionKey({ user, channel: targets[0]?.channel ?? '', model, session })

type Deadlines = Pick<SchedulerArguments, 'firstEventTimeoutMs' | 'idleTimeoutMs'>
type Terms = Pick<Order, 'model' | 'life' | 'orderedAt'> & { readonly now: number }

/** Written out whole: an order of twenty fields that is spread into another costs more than all else here. */
export const orderOf = (
  { dispatch, targets, answerBy, attempts, waitedMs, dropsProofs }: ExchangeState,
  { firstEventTimeoutMs, idleTimeoutMs }: Deadlines,
  { model, life, orderedAt, now }: Terms,
): Order => ({
  type: 'order',
  exchange: dispatch.exchange,
  attempt: attempts,
  life,
  requestId: dispatch.requestId,
  protocol: dispatch.protocol,
  operation: dispatch.operation,
  // Where it asks for what is kept, that names what its limits are counted by, and no model.
  model: model === storedScope ? '' : model,
  wish: targets.find((target) => target.model === model)?.wish ?? '',
  isStreaming: dispatch.isStreaming,
  framing: dispatch.framing,
  query: dispatch.query,
  headers: dispatch.headers,
  body: dispatch.body,
  modelStart: dispatch.modelStart,
  modelEnd: dispatch.modelEnd,
  resource: dispatch.resource,
  bodyBytes: dispatch.bodyBytes,
  dropsProofs,
  answerTimeoutMs: Math.min(firstEventTimeoutMs, Math.ceil(answerBy - now)),
  commitTimeoutMs: Math.ceil(answerBy - now),
  idleTimeoutMs,
  queueMs: waitedMs,
  orderedAt,
  replyTo: dispatch.replyTo,
})

/** What part of an upload has reached an upstream is known there alone: its client is to ask, and to go on from that. */
export const isRepeatable = ({
  dispatch,
  isBodyTaken,
}: Pick<ExchangeState, 'dispatch' | 'isBodyTaken'>): boolean =>
  dispatch.account === '' && !isBodyTaken

/** What made an attempt fail. One that only ended has none to tell: then it counts as broken. */
export const failureOf = ({
  kind,
  upstreamStatus,
  neededTokens,
  ...settled
}: Settled): Failure => ({
  ...readFailure({ ...settled, kind: kind === '' ? 'transient' : kind }),
  ...(upstreamStatus === 0 ? {} : { upstreamStatus }),
  ...(neededTokens === 0 ? {} : { neededTokens }),
})

/** With the wait that is not over yet. */
export const waitedSoFar = ({ stage, waitedMs }: ExchangeState, now: number): number =>
  waitedMs + (stage.type === 'waiting' ? now - stage.since : 0)
