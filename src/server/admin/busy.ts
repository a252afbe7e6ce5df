import type { Failure } from '../../ir/failure.ts'
import { refused, told, type AdminAnswer } from './route.ts'

/** Who should have answered has too much to do. */
export const nobodyAnswered: Failure = {
  kind: 'overloaded',
  code: 'too_busy',
  status: 503,
  message: 'This server is too busy to answer this now. Ask again.',
  retryAfterMs: 1_000,
}

/** What was asked of others, as it is written; undefined: nobody has answered in time. */
export const answered = <Seen>(
  seen: Seen | undefined,
  write: (seen: Seen) => unknown,
): AdminAnswer => (seen === undefined ? refused(nobodyAnswered) : told(write(seen)))
