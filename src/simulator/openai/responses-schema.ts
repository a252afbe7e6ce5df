/** The fields of a Responses request: https://platform.openai.com/docs/api-reference/responses/create */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { inputItem } from './responses-items.ts'
import { responsesTool, responsesToolChoice } from './responses-tools.ts'
import { shared } from './schema.ts'

const format = Type.Union([
  closed({ type: Type.Literal('text') }),
  closed({ type: Type.Literal('json_object') }),
  closed({
    type: Type.Literal('json_schema'),
    name: shared.toolName,
    schema: Type.Object({}),
    description: Type.Optional(Type.String()),
    strict: nullable(Type.Boolean()),
  }),
])

const includable = oneOf(
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
)

export const reasoning = nullable(
  closed({
    effort: shared.effort,
    summary: nullable(oneOf('auto', 'concise', 'detailed')),
    generate_summary: nullable(oneOf('auto', 'concise', 'detailed')),
    context: anything,
    mode: anything,
  }),
)

export const input = Type.Union([Type.String(), Type.Array(inputItem, { minItems: 1 })])

export const text = Type.Optional(
  closed({
    format: Type.Optional(format),
    verbosity: nullable(oneOf('low', 'medium', 'high')),
  }),
)

const conversationFields = {
  input: nullable(input),
  instructions: nullable(Type.String()),
  previous_response_id: nullable(Type.String()),
}

export const inputTokensRequest = closed({
  ...conversationFields,
  model: nullable(shared.model),
  conversation: anything,
  parallel_tool_calls: nullable(Type.Boolean()),
  personality: anything,
  reasoning,
  text: nullable(closed({ format: Type.Optional(format), verbosity: anything })),
  tool_choice: nullable(responsesToolChoice),
  tools: nullable(Type.Array(responsesTool)),
  truncation: Type.Optional(oneOf('auto', 'disabled')),
})

export const compactRequest = closed({
  ...conversationFields,
  model: shared.model,
  image: anything,
  prompt_cache_key: nullable(Type.String()),
  prompt_cache_options: anything,
  prompt_cache_retention: anything,
  service_tier: shared.serviceTier,
})

export type ResponsesRequest = Static<typeof responsesRequest>

export const responsesRequest = closed({
  model: shared.model,
  input,
  access_programs: anything,
  background: nullable(Type.Boolean()),
  context_management: anything,
  conversation: anything,
  image: anything,
  include: nullable(Type.Array(includable)),
  instructions: nullable(Type.String()),
  max_output_tokens: nullable(Type.Integer({ minimum: 16 })),
  max_tool_calls: nullable(Type.Integer({ minimum: 1 })),
  metadata: shared.metadata,
  moderation: anything,
  parallel_tool_calls: nullable(Type.Boolean()),
  previous_response_id: nullable(Type.String()),
  prompt: anything,
  ...shared.cacheFields,
  reasoning,
  service_tier: shared.serviceTier,
  store: nullable(Type.Boolean()),
  stream: shared.stream,
  stream_options: nullable(closed({ include_obfuscation: Type.Optional(Type.Boolean()) })),
  temperature: shared.temperature,
  text,
  tool_choice: Type.Optional(responsesToolChoice),
  tools: Type.Optional(Type.Array(responsesTool)),
  top_logprobs: nullable(Type.Integer({ minimum: 0, maximum: 20 })),
  top_p: shared.topP,
  truncation: nullable(oneOf('auto', 'disabled')),
  user: shared.user,
})
