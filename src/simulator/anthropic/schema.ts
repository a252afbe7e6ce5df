/** The fields of Anthropic's requests: https://docs.anthropic.com/en/api/messages */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import * as blocks from './blocks.ts'
import { tool, toolChoice } from './tools.ts'

const { cacheControl } = blocks

const texts = Type.Union([Type.String(), Type.Array(blocks.text)])

const message = Type.Union([
  closed({
    role: Type.Literal('user'),
    content: Type.Union([
      Type.String({ minLength: 1 }),
      Type.Array(
        Type.Union([
          blocks.text,
          blocks.image,
          blocks.document,
          blocks.searchResult,
          blocks.toolResult,
          blocks.otherBlock,
        ]),
        { minItems: 1 },
      ),
    ]),
  }),
  closed({
    role: Type.Literal('assistant'),
    content: Type.Union([
      Type.String({ minLength: 1 }),
      Type.Array(
        Type.Union([
          blocks.text,
          blocks.toolUse,
          blocks.thinking,
          blocks.redacted,
          blocks.serverToolUse,
          blocks.webSearchToolResult,
          blocks.otherBlock,
        ]),
        { minItems: 1 },
      ),
    ]),
  }),
  closed({
    role: Type.Literal('system'),
    content: Type.Union([Type.String({ minLength: 1 }), Type.Array(blocks.text, { minItems: 1 })]),
  }),
])

const display = nullable(oneOf('summarized', 'omitted'))

const thinkingConfig = Type.Union([
  closed({
    type: Type.Literal('enabled'),
    budget_tokens: Type.Integer({ minimum: 1024 }),
    display,
  }),
  closed({ type: Type.Literal('adaptive'), display }),
  closed({ type: Type.Literal('disabled') }),
  closed({ type: Type.Literal('between_tools') }),
])

const outputConfig = closed({
  effort: nullable(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
  format: nullable(closed({ type: Type.Literal('json_schema'), schema: Type.Object({}) })),
})

const countedFields = {
  model: Type.String({ minLength: 1 }),
  messages: Type.Array(message, { minItems: 1 }),
  cache_control: cacheControl,
  output_config: Type.Optional(outputConfig),
  speed: nullable(oneOf('standard', 'fast')),
  system: Type.Optional(texts),
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
