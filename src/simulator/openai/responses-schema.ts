/** The fields of a Responses request: https://platform.openai.com/docs/api-reference/responses/create */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { shared } from './schema.ts'

const inputPart = Type.Union([
  closed({
    type: oneOf('input_text', 'output_text', 'text'),
    text: Type.String(),
    annotations: anything,
    logprobs: anything,
  }),
  Type.Object({ type: oneOf('input_image', 'input_file', 'input_audio', 'refusal') }),
])

const item = Type.Union([
  closed({
    type: Type.Optional(Type.Literal('message')),
    id: anything,
    status: anything,
    phase: anything,
    role: oneOf('user', 'assistant', 'system', 'developer'),
    content: Type.Union([Type.String(), Type.Array(inputPart, { minItems: 1 })]),
  }),
  closed({
    type: Type.Literal('function_call'),
    id: anything,
    status: anything,
    call_id: Type.String({ minLength: 1 }),
    name: Type.String(),
    arguments: Type.String(),
  }),
  closed({
    type: Type.Literal('function_call_output'),
    id: anything,
    status: anything,
    call_id: Type.String({ minLength: 1 }),
    output: Type.Union([Type.String(), Type.Array(inputPart)]),
  }),
  Type.Object({
    type: Type.Literal('reasoning'),
    id: Type.String(),
    summary: Type.Array(Type.Object({})),
  }),
  closed({ type: Type.Literal('item_reference'), id: Type.String() }),
])

const tool = Type.Union([
  closed({
    type: Type.Literal('function'),
    name: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,64}$' }),
    description: nullable(Type.String()),
    parameters: nullable(Type.Object({})),
    strict: nullable(Type.Boolean()),
  }),
  Type.Object({
    type: oneOf(
      'web_search',
      'web_search_preview',
      'file_search',
      'code_interpreter',
      'mcp',
      'custom',
      'shell',
    ),
  }),
])

export type ResponsesRequest = Static<typeof responsesRequest>

export const responsesRequest = closed({
  model: shared.model,
  input: Type.Union([Type.String(), Type.Array(item, { minItems: 1 })]),
  access_programs: anything,
  background: nullable(Type.Literal(false)),
  context_management: anything,
  conversation: anything,
  image: anything,
  include: nullable(Type.Array(Type.String())),
  instructions: nullable(Type.String()),
  max_output_tokens: shared.tokens,
  max_tool_calls: nullable(Type.Integer({ minimum: 1 })),
  metadata: shared.metadata,
  moderation: anything,
  parallel_tool_calls: nullable(Type.Boolean()),
  previous_response_id: nullable(Type.String()),
  prompt: anything,
  ...shared.cacheFields,
  reasoning: nullable(
    Type.Object({ effort: shared.effort, summary: nullable(oneOf('auto', 'concise', 'detailed')) }),
  ),
  service_tier: shared.serviceTier,
  store: nullable(Type.Boolean()),
  stream: shared.stream,
  stream_options: nullable(closed({ include_obfuscation: Type.Optional(Type.Boolean()) })),
  temperature: shared.temperature,
  text: Type.Optional(
    closed({
      format: Type.Optional(
        Type.Union([
          closed({ type: oneOf('text', 'json_object') }),
          Type.Object({
            type: Type.Literal('json_schema'),
            name: Type.String(),
            schema: Type.Object({}),
          }),
        ]),
      ),
      verbosity: nullable(oneOf('low', 'medium', 'high')),
    }),
  ),
  tool_choice: Type.Optional(
    Type.Union([
      oneOf('none', 'auto', 'required'),
      closed({ type: Type.Literal('function'), name: Type.String() }),
    ]),
  ),
  tools: Type.Optional(Type.Array(tool)),
  top_logprobs: nullable(Type.Integer({ minimum: 0, maximum: 20 })),
  top_p: shared.topP,
  truncation: nullable(oneOf('auto', 'disabled')),
  user: shared.user,
})
