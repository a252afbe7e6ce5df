import { wholeSeconds } from '../ir/duration.ts'
import type { Failure } from '../ir/failure.ts'

/** What every failure's answer carries; `requestIdName` is the header in which the protocol's clients look for the id. */
export const failureHeaders = (
  { retryAfterMs }: Failure,
  requestIdName: string,
  requestId: string,
): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  [requestIdName]: requestId,
  ...(retryAfterMs === undefined ? {} : { 'retry-after': String(wholeSeconds(retryAfterMs)) }),
})
