import { unmeasured, type Dispatch, type Failed } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { flattenFailure } from '../../ir/flat-failure.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Outlook, Refusal } from '../choice/outlook.ts'

/** The scheduler's own refusals. Each says why, and when to come back if that is known. */

/** Why an exchange that found nobody ends: by what its last attempt met, if there was one, else by who is missing. */
export const lastRefusal = (
  state: Asked & Pick<ExchangeState, 'lastFailure' | 'waitedMs'>,
  outlook: Outlook,
): Failure => {
  const whose = whoseAccount(state)
  const { isBusy, isAnybodyAble, refusals } = outlook
  const soonestMs = wholeMs(outlook.soonestMs)
  const last = state.lastFailure
  if (isHeldByLimit(outlook)) return limitOfAll(soonestMs ?? UNKNOWN_WAIT_MS)
  if (last === undefined || last.kind === 'auth' || last.kind === 'dead') {
    if (isBusy) return allBusy(whose, state.waitedMs)
    return !isAnybodyAble || (soonestMs ?? outlook.roomMs) === undefined
      ? nobodyCanServe(whose, refusals)
      : allAtLimits(whose, outlook)
  }
  if (last.kind === 'too_large' && !outlook.isAnybodyLeft) return tooLargeForAll(whose, last)
  // A vendor's words about a limit name the account's organisation: they are not for the client.
  if (last.kind === 'rate_limited' || last.kind === 'quota' || last.kind === 'too_large')
    return isBusy ? allBusy(whose, state.waitedMs) : allAtLimits(whose, outlook)
  return isBusy || soonestMs === undefined ? last : { ...last, retryAfterMs: soonestMs }
}

/** Somebody could serve, but for the operator's own limit over all accounts. */
const isHeldByLimit = ({ closedMs, readyCount }: Outlook): boolean => closedMs > 0 && readyCount > 0

/** Why an exchange ends that may make no further attempt, whoever could serve it. */
export const attemptsUsedUp = (
  state: Asked & Pick<ExchangeState, 'attempts'>,
  last: Failure,
  { isAnybodyReady, isAnybodyLeft, soonestMs }: Outlook,
): Failure => {
  const restMs = isAnybodyReady ? undefined : wholeMs(soonestMs)
  const retryAfterMs = restMs ?? UNKNOWN_WAIT_MS
  const code = 'attempts_used_up'
  const words = `the request has had as many attempts as it may have (${state.attempts}), and the last account`
  switch (last.kind) {
    // A vendor's words about a key or a limit name whose they are: they are not for the client.
    case 'rate_limited':
    case 'quota': {
      const message = `${words} is at a limit`
      return { kind: 'rate_limited', code, status: 429, message, retryAfterMs }
    }
    case 'auth':
    case 'dead': {
      const message = `${words} was refused by its upstream`
      return { kind: 'overloaded', code, status: 503, message, retryAfterMs }
    }
    case 'too_large': {
      if (!isAnybodyLeft) return tooLargeForAll(whoseAccount(state), last)
      const message = `${words} never takes so large a prompt; another one may`
      return { kind: 'overloaded', code, status: 503, message, retryAfterMs }
    }
    case 'overloaded':
    case 'transient':
      return { ...last, retryAfterMs }
    case 'client':
    case 'context_length':
      return last
    default:
      return last.kind satisfies never
  }
}

/**
 * A rest ends at a whole millisecond of the wall clock, and is waited for by a clock that knows parts of them: these must
 * not make a second more of what the upstream said, nor of the last part an instant that is over.
 */
const wholeMs = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.max(1, Math.floor(ms))

type Asked = Pick<ExchangeState, 'pinnedTo'> & { readonly dispatch: Pick<Dispatch, 'model'> }

/** Behind "account" or "slot": which ones could have served. */
const whoseAccount = ({ dispatch, pinnedTo }: Asked): string =>
  pinnedTo === undefined
    ? `for the model '${dispatch.model}'`
    : 'where what this request names is kept'

/** The request never had a channel, so it never had a state. */
export const unroutable = (dispatch: Dispatch, failure: Failure): Failed =>
  failedReply({ dispatch, lastAccount: '', targets: [], attempts: 0, waitedMs: 0 }, failure)

const nobodyCanServe = (whose: string, refusals: readonly Refusal[]): Failure => ({
  kind: 'overloaded',
  code: 'no_account',
  status: 503,
  message:
    refusals.length === 0
      ? `no account is configured ${whose}`
      : `no account ${whose} can serve: ${refusals
          .map(({ account, reason }) => `${account} (${reason})`)
          .join(', ')}`,
})

/** The vendors' libraries ask again after 408, 409, 429 and 5xx, and no time helps here. */
const tooLargeForAll = (whose: string, { message }: Failure): Failure => ({
  kind: 'too_large',
  code: 'request_too_large',
  status: 413,
  message: `the request needs more tokens than the whole limit of every account ${whose} that could serve it: shorten the prompt, ask for a shorter answer, or add an account with a larger limit. The upstream said: ${message}`,
})

const allAtLimits = (
  whose: string,
  outlook: Pick<Outlook, 'roomMs' | 'soonestMs' | 'isGuarded'>,
): Failure => {
  const soonestMs = wholeMs(outlook.soonestMs)
  const roomMs = wholeMs(outlook.roomMs)
  return roomMs === undefined
    ? allResting(whose, soonestMs ?? UNKNOWN_WAIT_MS, outlook)
    : noRoom(whose, Math.min(roomMs, soonestMs ?? roomMs))
}

const noRoom = (whose: string, retryAfterMs: number): Failure => ({
  kind: 'rate_limited',
  code: 'no_room',
  status: 429,
  message: `no account ${whose} has room for so long a prompt in its limit of tokens a minute; the first may have in ${Math.ceil(retryAfterMs / 1000)} s`,
  retryAfterMs,
})

const allResting = (
  whose: string,
  retryAfterMs: number,
  { isGuarded }: Pick<Outlook, 'isGuarded'>,
): Failure => {
  const seconds = Math.ceil(retryAfterMs / 1000)
  const [code, message] = isGuarded
    ? [
        'limit_of_each_account',
        `every account ${whose} rests by the operator's own limits; the first may be asked again in ${seconds} s`,
      ]
    : [
        'all_accounts_resting',
        `every account ${whose} is resting; the first is free again in ${seconds} s`,
      ]
  return { kind: 'rate_limited', code, status: 429, message, retryAfterMs }
}

const limitOfAll = (retryAfterMs: number): Failure => ({
  kind: 'rate_limited',
  code: 'limit_of_all_accounts',
  status: 429,
  message: `all accounts together have had the requests of this minute that the operator allows; the next may begin in ${Math.ceil(retryAfterMs / 1000)} s`,
  retryAfterMs,
})

/** A slot frees itself with some answer's end, so no instant is known: a second is the polite minimum. */
const UNKNOWN_WAIT_MS = 1000

const allBusy = (whose: string, waitedMs: number): Failure => ({
  kind: 'rate_limited',
  code: 'all_slots_in_use',
  status: 429,
  message: `every slot ${whose} stayed in use for ${Math.round(waitedMs / 1000)} s`,
  retryAfterMs: UNKNOWN_WAIT_MS,
})

/** `soonestMs`: until the next instant at which somebody's wait is known to end, if there is one. */
export const queueFull = (maxWaiting: number, soonestMs = UNKNOWN_WAIT_MS): Failure => ({
  kind: 'overloaded',
  code: 'queue_full',
  status: 503,
  message: `${maxWaiting} requests are waiting for an account already`,
  retryAfterMs: Math.floor(soonestMs),
})

export const accountLost: Failure = {
  kind: 'transient',
  code: 'account_lost',
  status: 502,
  message: "the account's thread ended while it was answering",
}

export const tookTooLong = (afterMs: number): Failure => ({
  kind: 'transient',
  code: 'request_timeout',
  status: 504,
  message: `no account gave a first event within ${Math.round(afterMs) / 1000} s`,
})

export const failedReply = (
  state: Pick<ExchangeState, 'dispatch' | 'lastAccount' | 'targets' | 'attempts' | 'waitedMs'>,
  failure: Failure,
): Failed => ({
  type: 'failed',
  exchange: state.dispatch.exchange,
  ...flattenFailure(failure),
  isTold: false,
  account: state.lastAccount,
  ...lastPlace(state),
  attempts: state.attempts,
  queueMs: state.waitedMs,
  ...unmeasured,
  upstreamBytes: 0,
})

/** The channel of the last account and the model's name there; of the first one that could serve when nobody was asked. */
export const lastPlace = ({
  targets,
  lastAccount,
}: Pick<ExchangeState, 'targets' | 'lastAccount'>) => {
  const last = targets.find(({ channel }) => lastAccount.startsWith(`${channel}/`)) ?? targets[0]
  return { channel: last?.channel ?? '', upstreamModel: last?.model ?? '' }
}
