import type { Failure } from '../../ir/failure.ts'
import { writeOpenAiFailure, writeOpenAiStreamFailure } from '../openai-error.ts'

export { readErrorBody as readError } from '../error-body.ts'

export const writeFailure = writeOpenAiFailure

export const writeStreamFailure = (failure: Failure): string => writeOpenAiStreamFailure(failure)
