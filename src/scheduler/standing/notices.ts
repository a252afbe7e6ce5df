import type { AccountStatus, Declined, Settled } from '../../account/messages.ts'
import type { StopReason } from '../../actor/index.ts'
import type { AccountEntry } from './account-pool.ts'
import type { Notice } from '../messages.ts'

/** Of a limit that is used up and fills again: a busy account has such a pause with every few answers. */
const NOTABLE_PAUSE_MS = 60_000

/** What an operator would want to read of an account's new status; undefined when it is nothing new. `now`: epoch ms. */
export const noticeOfChange = (
  { settings: { id: account }, status: before }: AccountEntry,
  status: AccountStatus,
  now: number,
): Omit<Notice, 'type'> | undefined => {
  if (status.state === 'out' && before.state === 'ready')
    return { event: 'account-out', account, reason: status.reason }
  const newest = status.cooldowns.find(
    ({ model, until, cause }) =>
      (cause !== 'announced' || until - now >= NOTABLE_PAUSE_MS) &&
      !before.cooldowns.some((known) => known.model === model && known.until === until),
  )
  if (newest === undefined) return undefined
  const seconds = Math.ceil((newest.until - now) / 1000)
  const what = newest.model === '' ? 'all models' : newest.model
  return {
    event: 'account-resting',
    account,
    reason: `${newest.cause}: ${what} for ${seconds} s`,
  }
}

/** Nobody has answered, and that may be the fault of a proxy: whoever owns the proxies is to look. */
export const noticeOfEnd = (
  { settings: { id: account, awaitsEgress } }: AccountEntry,
  report: Declined | Settled,
): Omit<Notice, 'type'> | undefined => {
  if (awaitsEgress !== true || report.type === 'declined') return undefined
  const isUnreached = report.kind === 'transient' && report.upstreamStatus === 0
  return isUnreached ? { event: 'upstream-unreached', account, reason: report.code } : undefined
}

/** Empty for what is no trouble of the account itself: its thread's end is told by the thread. */
export const whyDown = (reason: StopReason): string => {
  switch (reason.type) {
    case 'failed':
      return reason.failure.message
    case 'not-started':
      return reason.explanation
    case 'stopped':
    case 'node-lost':
      return ''
    default:
      return reason satisfies never
  }
}
