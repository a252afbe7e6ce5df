import type { ErrorEvent } from '../../ir/event.ts'
import { fromText } from '../bytes.ts'
import { readErrorBody } from '../error-body.ts'

/** The data of an error event, as text. */
export const readStreamError = (data: string): ErrorEvent => ({
  type: 'error',
  error: readErrorBody(fromText(data)) ?? { message: '', type: '', code: '' },
})
