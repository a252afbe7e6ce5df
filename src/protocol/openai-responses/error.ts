import type { Failure } from '../../ir/failure.ts'
import { writeJson } from '../json.ts'
import { openAiError, writeOpenAiFailure } from '../openai-error.ts'

export { readErrorBody as readError } from '../error-body.ts'

export const writeFailure = writeOpenAiFailure

/**
 * An `error` event, not `response.failed`: the official clients hand the latter on as an ordinary event and raise
 * only the former. The JavaScript client takes it by its name, the Python client by the `error` in its data, and
 * the documented event has the same fields flat, so it has both. The true sequence number is not known here.
 */
export const writeStreamFailure = (failure: Failure): string => {
  const error = openAiError(failure)
  const { code, message, param } = error
  const data = writeJson({ type: 'error', sequence_number: 0, code, message, param, error })
  return `event: error\ndata: ${data}\n\n`
}
