import type { Settled } from '../../account/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { Step } from '../messages.ts'
import type { Need } from '../standing/need.ts'
import type { Outlook } from '../choice/outlook.ts'
import type { Wait } from '../waiting/wait.ts'

/** What is told of a step besides its instant. */
export type StepNote = Pick<Step, 'type'> & Partial<Pick<Step, 'account' | 'detail'>>

/** Adds a step to the way of an exchange. */
export const note = (
  { steps, begunAt }: Pick<ExchangeState, 'steps' | 'begunAt'>,
  { type, account = '', detail = '' }: StepNote,
  { context }: Pick<Ground, 'context'>,
): void => {
  steps.push({ type, account, detail, at: Math.round(context.clock.monotonic() - begunAt) })
}

/** That an account is given it, and whom it was not given to for its size: of a large channel nobody lists them. */
export const offerStep = (account: string, { leftOutFor }: Outlook): StepNote => ({
  type: 'offered',
  account,
  detail: leftOutFor === undefined ? '' : leftOut(leftOutFor),
})

const leftOut = ({ tokens, isGuessed }: Need): string =>
  `accounts are left out whose whole limit is less than its ${Math.ceil(tokens)} tokens` +
  (isGuessed ? ', which its length tells' : '')

/** That it waits, and what for. */
export const waitStep = (
  { account, restMs, isForRoom }: Pick<Wait, 'account' | 'restMs' | 'isForRoom'>,
  outlook: Outlook,
): StepNote => ({
  type: 'waiting',
  account: account ?? '',
  detail:
    (isForRoom ? awaitedRoom(restMs) : awaited(restMs, outlook)) +
    (account === undefined ? '' : ', as its cache is worth it') +
    (outlook.leftOutFor === undefined ? '' : `; ${leftOut(outlook.leftOutFor)}`),
})

const awaitedRoom = (restMs = 0): string =>
  `for room in the limit of tokens, ${Math.ceil(restMs)} ms`

const awaited = (restMs: number | undefined, { closedMs, isBusy }: Outlook): string => {
  if (closedMs > 0) return `for the limit of all accounts, ${Math.ceil(closedMs)} ms`
  if (restMs !== undefined) return `for the end of a rest, ${Math.ceil(restMs)} ms`
  return isBusy ? 'for a slot' : 'for an account to start'
}

/** That an attempt failed, and what it met: the upstream's status, the kind that was made of it, the code. */
export const failedStep = (account: string, failure: Failure): StepNote => ({
  type: 'failed',
  account,
  detail: failureDetail(failure),
})

export const failureDetail = ({ kind, code, upstreamStatus }: Failure): string =>
  [upstreamStatus, kind, `(${code})`].filter((word) => word !== undefined).join(' ')

/** How an attempt ended that no other follows: what the upstream had against the request is the client's, its status tells enough. */
export const endDetail = ({
  outcome,
  upstreamStatus,
}: Pick<Settled, 'outcome' | 'upstreamStatus'>): string =>
  outcome === 'refused' && upstreamStatus > 0 ? `${outcome} ${upstreamStatus}` : outcome
