import type { Failure } from '../../ir/failure.ts'
import { failureHeaders } from '../failure-headers.ts'
import { writeJson } from '../json.ts'
import type { WrittenFailure } from '../protocol.ts'

export { readErrorBody as readError } from '../error-body.ts'

export const writeFailure = (failure: Failure, requestId: string): WrittenFailure => ({
  status: failure.status,
  headers: failureHeaders(failure, 'request-id', requestId),
  body: writeJson(errorOf(failure, requestId)),
})

export const writeStreamFailure = (failure: Failure, requestId: string): string =>
  `event: error\ndata: ${writeJson(errorOf(failure, requestId))}\n\n`

const errorOf = (failure: Failure, requestId: string): object => ({
  type: 'error',
  error: { type: typeOf(failure), message: messageOf(failure), ...detailsOf(failure) },
  request_id: requestId,
})

/**
 * A conversation that another vendor's upstream should hold. By this code Anthropic's SDK, whose loop of tools asks for
 * threads by itself, knows that it has to send the whole conversation again: `ThreadState` in its version 1.11.
 */
const detailsOf = ({ status, param }: Failure): object =>
  status === 400 && param === 'thread' ? { details: { error_code: 'thread_not_found' } } : {}

/** There is no type for it: clients know by these words what only a shorter conversation helps, and shorten it then. */
const messageOf = ({ kind, message }: Failure): string =>
  (kind === 'context_length' || kind === 'too_large') && !/prompt is too long/i.test(message)
    ? `prompt is too long: ${message}`
    : message

/** https://docs.claude.com/en/api/errors */
const types = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
])

const typeOf = ({ status }: Failure): string =>
  types.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
