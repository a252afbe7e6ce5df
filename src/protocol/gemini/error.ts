import type { Failure } from '../../ir/failure.ts'
import { failureHeaders } from '../failure-headers.ts'
import { writeJson } from '../json.ts'
import type { StreamPlace, WrittenFailure } from '../protocol.ts'

export { readErrorBody as readError } from '../error-body.ts'

export const writeFailure = (failure: Failure, requestId: string): WrittenFailure => ({
  status: failure.status,
  headers: failureHeaders(failure, 'x-request-id', requestId),
  body: writeJson(errorOf(failure, requestId)),
})

/** In a JSON array the error is its last element, and the array is closed: what the client has is valid JSON. */
export const writeStreamFailure = (
  failure: Failure,
  requestId: string,
  { framing, isFirst }: StreamPlace,
): string => {
  const error = writeJson(errorOf(failure, requestId))
  return framing === 'sse' ? `data: ${error}\n\n` : `${isFirst ? '[' : ',\n'}${error}]`
}

const errorOf = (failure: Failure, requestId: string): object => ({
  error: {
    code: failure.status,
    message: failure.message,
    status: statusOf(failure.status),
    details: [...reason(failure), ...retryInfo(failure), requestInfo(requestId)],
  },
})

/** https://cloud.google.com/apis/design/errors and google/rpc/code.proto */
const statuses = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'],
  [501, 'UNIMPLEMENTED'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
  [529, 'UNAVAILABLE'],
])

const statusOf = (status: number): string =>
  statuses.get(status) ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT')

/** Google writes reasons in capitals. */
const reason = ({ code }: Failure): readonly object[] =>
  code === ''
    ? []
    : [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: code.toUpperCase(),
          domain: 'switchyard',
        },
      ]

const retryInfo = ({ retryAfterMs }: Failure): readonly object[] =>
  retryAfterMs === undefined
    ? []
    : [
        {
          '@type': 'type.googleapis.com/google.rpc.RetryInfo',
          retryDelay: `${retryAfterMs / 1_000}s`,
        },
      ]

const requestInfo = (requestId: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.RequestInfo',
  requestId,
})
