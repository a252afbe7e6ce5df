/** The fields of OpenAI's requests: https://platform.openai.com/docs/api-reference */
import { Type } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'

const breakpoint = { prompt_cache_breakpoint: anything }
const text = closed({ type: Type.Literal('text'), text: Type.String(), ...breakpoint })
const refusal = closed({ type: Type.Literal('refusal'), refusal: Type.String() })
const textOrParts = Type.Union([Type.String(), Type.Array(text, { minItems: 1 })])
const name = Type.Optional(Type.String())

const userPart = Type.Union([
  text,
  closed({
    type: Type.Literal('image_url'),
    image_url: closed({
      url: Type.String({ minLength: 1 }),
      detail: Type.Optional(oneOf('auto', 'low', 'high', 'original')),
    }),
    ...breakpoint,
  }),
  closed({
    type: Type.Literal('input_audio'),
    input_audio: closed({ data: Type.String(), format: oneOf('wav', 'mp3') }),
    ...breakpoint,
  }),
  closed({
    type: Type.Literal('file'),
    file: closed({
      file_data: Type.Optional(Type.String()),
      file_id: Type.Optional(Type.String()),
      filename: Type.Optional(Type.String()),
    }),
    ...breakpoint,
  }),
])

const toolName = Type.String({ pattern: '^[a-zA-Z0-9_-]{1,64}$' })

const callId = Type.String({ minLength: 1, maxLength: 64 })

const toolCall = Type.Union([
  closed({
    id: callId,
    type: Type.Literal('function'),
    function: closed({ name: toolName, arguments: Type.String() }),
  }),
  closed({
    id: callId,
    type: Type.Literal('custom'),
    custom: closed({ name: toolName, input: Type.String() }),
  }),
])

const message = Type.Union([
  closed({ role: oneOf('system', 'developer'), content: textOrParts, name }),
  closed({
    role: Type.Literal('user'),
    content: Type.Union([Type.String(), Type.Array(userPart, { minItems: 1 })]),
    name,
  }),
  closed({
    role: Type.Literal('assistant'),
    content: nullable(
      Type.Union([Type.String(), Type.Array(Type.Union([text, refusal]), { minItems: 1 })]),
    ),
    refusal: nullable(Type.String()),
    tool_calls: Type.Optional(Type.Array(toolCall, { minItems: 1 })),
    name,
    annotations: anything,
    audio: anything,
  }),
  closed({
    role: Type.Literal('tool'),
    tool_call_id: callId,
    content: textOrParts,
    // Not in the reference any more, and taken: LangChain sends it.
    name,
  }),
])

const functionTool = closed({
  type: Type.Literal('function'),
  function: closed({
    name: toolName,
    description: Type.Optional(Type.String()),
    parameters: Type.Optional(Type.Object({})),
    strict: nullable(Type.Boolean()),
  }),
})

const customTool = closed({
  type: Type.Literal('custom'),
  custom: closed({
    name: toolName,
    description: Type.Optional(Type.String()),
    format: anything,
  }),
})

const namedTool = Type.Union([
  closed({ type: Type.Literal('function'), function: closed({ name: Type.String() }) }),
  closed({ type: Type.Literal('custom'), custom: closed({ name: Type.String() }) }),
])

const toolChoice = Type.Union([
  oneOf('none', 'auto', 'required'),
  ...namedTool.anyOf,
  closed({
    type: Type.Literal('allowed_tools'),
    allowed_tools: closed({
      mode: oneOf('auto', 'required'),
      tools: Type.Array(namedTool, { minItems: 1 }),
    }),
  }),
])

const model = Type.String({ minLength: 1 })
const penalty = nullable(Type.Number({ minimum: -2, maximum: 2 }))
const tokens = nullable(Type.Integer({ minimum: 1 }))
const temperature = nullable(Type.Number({ minimum: 0, maximum: 2 }))
const topP = nullable(Type.Number({ minimum: 0, maximum: 1 }))
const stop = nullable(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 4 })]))
const stream = nullable(Type.Boolean())
const streamOptions = nullable(
  closed({
    include_usage: Type.Optional(Type.Boolean()),
    include_obfuscation: Type.Optional(Type.Boolean()),
  }),
)
const choices = nullable(Type.Integer({ minimum: 1, maximum: 128 }))
const logitBias = nullable(Type.Record(Type.String(), Type.Number()))
const seed = nullable(Type.Integer())
const effort = nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'))
const metadata = nullable(Type.Record(Type.String(), Type.String()))
const serviceTier = nullable(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast'))
const user = Type.Optional(Type.String())
const cacheFields = {
  prompt_cache_key: nullable(Type.String()),
  prompt_cache_options: anything,
  prompt_cache_retention: nullable(oneOf('in_memory', '24h')),
  safety_identifier: nullable(Type.String()),
}

export const chatRequest = closed({
  model,
  messages: Type.Array(message, { minItems: 1 }),
  audio: anything,
  frequency_penalty: penalty,
  function_call: anything,
  functions: anything,
  logit_bias: logitBias,
  logprobs: nullable(Type.Boolean()),
  max_completion_tokens: tokens,
  max_tokens: tokens,
  metadata,
  modalities: nullable(Type.Array(oneOf('text', 'audio'))),
  moderation: anything,
  n: choices,
  parallel_tool_calls: Type.Optional(Type.Boolean()),
  prediction: anything,
  presence_penalty: penalty,
  ...cacheFields,
  reasoning_effort: effort,
  response_format: Type.Optional(
    Type.Union([
      closed({ type: oneOf('text', 'json_object') }),
      closed({
        type: Type.Literal('json_schema'),
        json_schema: closed({
          name: toolName,
          description: Type.Optional(Type.String()),
          schema: Type.Optional(Type.Object({})),
          strict: nullable(Type.Boolean()),
        }),
      }),
    ]),
  ),
  seed,
  service_tier: serviceTier,
  stop,
  store: nullable(Type.Boolean()),
  stream,
  stream_options: streamOptions,
  temperature,
  tool_choice: Type.Optional(toolChoice),
  tools: Type.Optional(Type.Array(Type.Union([functionTool, customTool]), { minItems: 1 })),
  top_logprobs: nullable(Type.Integer({ minimum: 0, maximum: 20 })),
  top_p: topP,
  user,
  verbosity: nullable(oneOf('low', 'medium', 'high')),
  web_search_options: anything,
})

const promptTokens = Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 })
const textOrTokens = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 2048 }),
  promptTokens,
  Type.Array(promptTokens, { minItems: 1, maxItems: 2048 }),
])

export const completionRequest = closed({
  model,
  prompt: textOrTokens,
  best_of: nullable(Type.Integer({ minimum: 1, maximum: 20 })),
  echo: nullable(Type.Boolean()),
  frequency_penalty: penalty,
  logit_bias: logitBias,
  logprobs: nullable(Type.Integer({ minimum: 0, maximum: 5 })),
  max_tokens: tokens,
  n: choices,
  presence_penalty: penalty,
  seed,
  stop,
  stream,
  stream_options: streamOptions,
  suffix: nullable(Type.String()),
  temperature,
  top_p: topP,
  user,
})

export const embeddingsRequest = closed({
  model,
  input: textOrTokens,
  dimensions: Type.Optional(Type.Integer({ minimum: 1, maximum: 3072 })),
  encoding_format: Type.Optional(oneOf('float', 'base64')),
  user,
})

export const shared = {
  effort,
  metadata,
  model,
  serviceTier,
  stream,
  temperature,
  tokens,
  toolName,
  topP,
  user,
  cacheFields,
}
