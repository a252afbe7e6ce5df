import type { accountActorWith } from '../../src/account/actor.ts'
import type { Clock } from '../../src/actor/index.ts'
import type { AnnouncedLimit } from '../../src/channel/index.ts'
import { newMeasures, type Outcome } from '../../src/exchange/outcome.ts'
import type { Failure } from '../../src/ir/failure.ts'
import type { SimulatedAnswer, SimulatedRequest } from './request.ts'
import type { Watch } from './spectator.ts'
import type { Refused, Taken, UpstreamAccount } from './upstream.ts'

type Served = Extract<Taken, { type: 'served' }>

/** A client's request, as long as it has no answer. */
export type Pending = {
  readonly request: SimulatedRequest
  readonly done: (answer: SimulatedAnswer) => void
  readonly sentAt: number
  /** When the upstream was asked that serves it. */
  askedAt: number
  account: string
  firstEventAt: number
  taken: Served | undefined
}

export type Upstreams = {
  readonly clock: Clock
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  readonly watch: Watch
}

type BeginAttempt = Parameters<typeof accountActorWith>[0]

/** What the program's accounts begin instead of a call over the network. */
export const attemptsAt =
  ({ clock, accounts, watch }: Upstreams, pending: ReadonlyMap<number, Pending>): BeginAttempt =>
  (order, { grant, sink }) => {
    const account = accounts.get(grant.account)
    const waiting = pending.get(order.exchange)
    if (account === undefined || waiting === undefined) throw new Error('an order of nobody')
    const { request } = waiting
    const taken = account.begin(request, clock.monotonic())
    const call = { request, account, taken }
    watch.asked(call)
    const limits = announcedBy(account, clock)
    waiting.account = grant.account
    waiting.askedAt = clock.monotonic()
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    if (taken.type === 'refused') {
      clock.schedule(taken.afterMs, () => {
        if (limits.length > 0) sink.announced(limits)
        watch.ended(call)
        resolve(failed(taken))
      })
      return { cancel: () => undefined, outcome: promise }
    }
    waiting.taken = taken
    clock.schedule(taken.firstEventMs, () => {
      account.answering(request, clock.monotonic())
      watch.opened(call)
      if (limits.length > 0) sink.announced(limits)
      sink.open(200, '', '')
    })
    clock.schedule(taken.totalMs, () => {
      account.end()
      watch.ended(call)
      resolve(served(taken))
    })
    return { cancel: () => undefined, outcome: promise }
  }

/** The place of the limit of tokens among those that are announced. */
const TOKENS = 1

/** As the headers of OpenAI and Anthropic tell them. */
const announcedBy = (account: UpstreamAccount, clock: Clock): readonly AnnouncedLimit[] => {
  const announced: AnnouncedLimit[] = windowOf(account, clock)
  const { tokensPerMinute, countsCacheReads } = account.model
  for (const [place, limit] of account.announced(clock.monotonic()).entries())
    if (limit !== undefined)
      announced.push({
        isOfAccount: false,
        promptTokens: place === TOKENS ? tokensPerMinute : 0,
        countsCached: countsCacheReads,
        left: limit.left,
        resetsAt: clock.now() + limit.fullMs,
        spentUntil: limit.left > 0 ? 0 : clock.now() + limit.fullMs / 10,
      })
  return announced
}

/** As Anthropic's tell of the windows of subscriptions: what is spent is refused until its end. */
const windowOf = (account: UpstreamAccount, clock: Clock): AnnouncedLimit[] => {
  const window = account.announcedWindow(clock.monotonic())
  if (window === undefined) return []
  const { left, endsInMs } = window
  const resetsAt = clock.now() + endsInMs
  const spentUntil = left > 0 ? 0 : resetsAt
  return [{ isOfAccount: true, promptTokens: 0, countsCached: false, left, resetsAt, spentUntil }]
}

const served = ({ firstEventMs, usage }: Served): Outcome => ({
  type: 'served',
  measures: { ...newMeasures(0), connectMs: 50, firstEventMs, usage },
})

const failed = (taken: Refused): Outcome => ({
  type: 'failed',
  failure: failureOf(taken),
  isCommitted: false,
  isTold: false,
  measures: newMeasures(0),
})

const failureOf = ({ status, retryAfterMs, isQuota, oversize }: Refused): Failure => {
  const told = { code: `upstream_${status}`, message: 'modelled', upstreamStatus: status }
  if (oversize !== undefined) return { ...told, ...oversize, kind: 'too_large', status: 413 }
  const delay = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 401) return { ...told, kind: 'auth', status: 503 }
  if (status === 500) return { ...told, kind: 'transient', status: 502 }
  return { ...told, ...delay, kind: isQuota ? 'quota' : 'rate_limited', status: 429 }
}
