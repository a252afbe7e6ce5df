/** The fields of Anthropic's requests: https://docs.anthropic.com/en/api/messages */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'

const cacheControl = nullable(
  closed({ type: Type.Literal('ephemeral'), ttl: Type.Optional(oneOf('5m', '1h')) }),
)

const text = closed({
  type: Type.Literal('text'),
  text: Type.String({ minLength: 1 }),
  cache_control: cacheControl,
  citations: anything,
})

const source = Type.Union([
  closed({ type: Type.Literal('base64'), media_type: Type.String(), data: Type.String() }),
  closed({ type: Type.Literal('url'), url: Type.String() }),
  closed({ type: Type.Literal('text'), media_type: Type.String(), data: Type.String() }),
  closed({ type: Type.Literal('file'), file_id: Type.String() }),
])

const image = closed({ type: Type.Literal('image'), source, cache_control: cacheControl })

const document = closed({
  type: Type.Literal('document'),
  source,
  title: anything,
  context: anything,
  citations: anything,
  cache_control: cacheControl,
})

const toolResult = closed({
  type: Type.Literal('tool_result'),
  tool_use_id: Type.String({ minLength: 1 }),
  content: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.Union([text, image, document]))]),
  ),
  is_error: Type.Optional(Type.Boolean()),
  cache_control: cacheControl,
})

const toolUse = closed({
  type: Type.Literal('tool_use'),
  id: Type.String({ minLength: 1 }),
  name: Type.String(),
  input: Type.Object({}),
  caller: anything,
  cache_control: cacheControl,
})

const thinking = closed({
  type: Type.Literal('thinking'),
  thinking: Type.String(),
  signature: Type.String({ minLength: 1 }),
})

const redacted = closed({ type: Type.Literal('redacted_thinking'), data: Type.String() })

const message = Type.Union([
  closed({
    role: Type.Literal('user'),
    content: Type.Union([
      Type.String({ minLength: 1 }),
      Type.Array(Type.Union([text, image, document, toolResult]), { minItems: 1 }),
    ]),
  }),
  closed({
    role: Type.Literal('assistant'),
    content: Type.Union([
      Type.String({ minLength: 1 }),
      Type.Array(Type.Union([text, toolUse, thinking, redacted])),
    ]),
  }),
])

const tool = closed({
  type: Type.Optional(Type.Literal('custom')),
  name: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,128}$' }),
  description: Type.Optional(Type.String()),
  input_schema: Type.Object({ type: Type.Literal('object') }),
  cache_control: cacheControl,
  strict: Type.Optional(Type.Boolean()),
})

const parallel = Type.Optional(Type.Boolean())

const toolChoice = Type.Union([
  closed({ type: oneOf('auto', 'any'), disable_parallel_tool_use: parallel }),
  closed({ type: Type.Literal('none') }),
  closed({ type: Type.Literal('tool'), name: Type.String(), disable_parallel_tool_use: parallel }),
])

const thinkingConfig = Type.Union([
  closed({
    type: Type.Literal('enabled'),
    budget_tokens: Type.Integer({ minimum: 1024 }),
    display: anything,
  }),
  closed({ type: Type.Literal('adaptive'), display: anything }),
  closed({ type: Type.Literal('disabled') }),
])

const countedFields = {
  model: Type.String({ minLength: 1 }),
  messages: Type.Array(message, { minItems: 1 }),
  cache_control: cacheControl,
  output_config: Type.Optional(
    Type.Object({
      format: nullable(closed({ type: Type.Literal('json_schema'), schema: Type.Object({}) })),
    }),
  ),
  speed: nullable(oneOf('standard', 'fast')),
  system: Type.Optional(Type.Union([Type.String(), Type.Array(text)])),
  thinking: Type.Optional(thinkingConfig),
  tool_choice: Type.Optional(toolChoice),
  tools: Type.Optional(Type.Array(tool)),
  user_profile_id: anything,
  workspace_id: anything,
}

export type CountRequest = Static<typeof countRequest>
export const countRequest = closed(countedFields)

export type MessagesRequest = Static<typeof messagesRequest>
export const messagesRequest = closed({
  ...countedFields,
  max_tokens: Type.Integer({ minimum: 1 }),
  container: anything,
  diagnostics: anything,
  inference_geo: nullable(Type.String()),
  metadata: Type.Optional(closed({ user_id: nullable(Type.String()) })),
  service_tier: Type.Optional(oneOf('auto', 'standard_only')),
  stop_sequences: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  stream: Type.Optional(Type.Boolean()),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  top_k: Type.Optional(Type.Integer({ minimum: 0 })),
  top_p: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
})
