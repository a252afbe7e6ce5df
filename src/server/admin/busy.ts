import type { Failure } from '../../ir/failure.ts'

/** Who should have answered has too much to do. */
export const nobodyAnswered: Failure = {
  kind: 'overloaded',
  code: 'too_busy',
  status: 503,
  message: 'This server is too busy to answer this now. Ask again.',
  retryAfterMs: 1_000,
}
