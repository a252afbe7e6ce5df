import type { CountForm } from '../count-form.ts'
import { countAt, type JsonObject } from '../json.ts'

/**
 * What a message has and its count has not: the vendor refuses fields that it does not know.
 * https://docs.anthropic.com/en/api/messages-count-tokens
 */
const ofAnswers: ReadonlySet<string> = new Set([
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'metadata',
  'service_tier',
])

const ofRequest = (request: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(request).filter(([name]) => !ofAnswers.has(name)))

export const countForm: CountForm = {
  requestOf: (body) => body,
  ofRequest,
  readCount: (body) => countAt(body, 'input_tokens'),
  writeCount: (tokens) => ({ input_tokens: tokens }),
  field: 'input_tokens',
}
