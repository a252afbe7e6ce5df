import type { Failure } from '../ir/failure.ts'
import { failureHeaders } from './failure-headers.ts'
import { writeJson } from './json.ts'
import type { WrittenFailure } from './protocol.ts'

/** The error object that all of OpenAI's interfaces share (https://platform.openai.com/docs/guides/error-codes). */
export type OpenAiError = {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

export const openAiError = (failure: Failure): OpenAiError => ({
  message: failure.message,
  type: typeOf(failure),
  param: failure.param ?? null,
  code: failure.code === '' ? null : failure.code,
})

export const writeOpenAiFailure = (failure: Failure, requestId: string): WrittenFailure => ({
  status: failure.status,
  headers: failureHeaders(failure, 'x-request-id', requestId),
  body: writeJson({ error: openAiError(failure) }),
})

/**
 * For streams of unnamed chunks. Clients raise the `error` of any chunk; no `[DONE]` follows, since that would
 * say that the answer is whole.
 */
export const writeOpenAiStreamFailure = (failure: Failure): string =>
  `data: ${writeJson({ error: openAiError(failure) })}\n\n`

/** OpenAI files a wrong key under invalid requests too; the code tells it apart. */
const typeOf = ({ kind, status }: Failure): string => {
  if (kind === 'quota') return 'insufficient_quota'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
