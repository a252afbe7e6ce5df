import type { Failure } from '../ir/failure.ts'
import type { Step } from './messages.ts'
import type { Outlook } from './outlook.ts'
import type { Wait } from './wait.ts'

/** That it waits, and what for. */
export const waitStep = (
  { account, restMs, isForRoom }: Pick<Wait, 'account' | 'restMs' | 'isForRoom'>,
  outlook: Outlook,
): Pick<Step, 'type' | 'account' | 'detail'> => ({
  type: 'waiting',
  account: account ?? '',
  detail:
    (isForRoom ? awaitedRoom(restMs) : awaited(restMs, outlook)) +
    (account === undefined ? '' : ', as its cache is worth it'),
})

const awaitedRoom = (restMs = 0): string =>
  `for room in the limit of tokens, ${Math.ceil(restMs)} ms`

const awaited = (restMs: number | undefined, { closedMs, isBusy }: Outlook): string => {
  if (closedMs > 0) return `for the limit of all accounts, ${Math.ceil(closedMs)} ms`
  if (restMs !== undefined) return `for the end of a rest, ${Math.ceil(restMs)} ms`
  return isBusy ? 'for a slot' : 'for an account to start'
}

/** That an attempt failed, and what it met: the upstream's status, the kind that was made of it, the code. */
export const failedStep = (
  account: string,
  { kind, code, upstreamStatus }: Failure,
): Pick<Step, 'type' | 'account' | 'detail'> => ({
  type: 'failed',
  account,
  detail: [upstreamStatus, kind, `(${code})`].filter((word) => word !== undefined).join(' '),
})
