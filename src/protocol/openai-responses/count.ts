import type { CountForm } from '../count-form.ts'
import { countAt, type JsonObject } from '../json.ts'

/** What may be counted: https://platform.openai.com/docs/api-reference/responses/input-tokens */
const counted: ReadonlySet<string> = new Set([
  'conversation',
  'input',
  'instructions',
  'model',
  'parallel_tool_calls',
  'personality',
  'previous_response_id',
  'reasoning',
  'text',
  'tool_choice',
  'tools',
  'truncation',
])

const ofRequest = (request: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(request).filter(([name]) => counted.has(name)))

export const countForm: CountForm = {
  requestOf: (body) => body,
  ofRequest,
  readCount: (body) => countAt(body, 'input_tokens'),
  writeCount: (tokens) => ({ object: 'response.input_tokens', input_tokens: tokens }),
  field: 'input_tokens',
}
