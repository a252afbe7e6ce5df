/** The tools of Anthropic's requests: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/overview */
import { Type } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { cacheControl } from './blocks.ts'

const shared = {
  cache_control: cacheControl,
  strict: Type.Optional(Type.Boolean()),
  defer_loading: Type.Optional(Type.Boolean()),
  allowed_callers: anything,
}

const customTool = closed({
  type: nullable(Type.Literal('custom')),
  name: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,128}$' }),
  description: Type.Optional(Type.String()),
  input_schema: Type.Object({ type: Type.Literal('object') }),
  eager_input_streaming: nullable(Type.Boolean()),
  input_examples: Type.Optional(Type.Array(Type.Object({}))),
  ...shared,
})

const domains = nullable(Type.Array(Type.String(), { minItems: 1 }))

const webSearchTool = closed({
  type: oneOf('web_search_20250305', 'web_search_20260209', 'web_search_20260318'),
  name: Type.Literal('web_search'),
  allowed_domains: domains,
  blocked_domains: domains,
  max_uses: nullable(Type.Integer({ minimum: 1 })),
  user_location: nullable(Type.Object({ type: Type.Literal('approximate') })),
  response_inclusion: anything,
  ...shared,
})

/** Known by their names, and never used by the simulated model. */
const otherTool = Type.Object({
  type: Type.String({
    pattern:
      '^(bash|code_execution|browser_toolset|memory|computer|computer_toolset|text_editor|web_fetch|tool_search_tool_bm25|tool_search_tool_regex)_\\d{8}$',
  }),
})

export const tool = Type.Union([customTool, webSearchTool, otherTool])

const parallel = Type.Optional(Type.Boolean())

export const toolChoice = Type.Union([
  closed({ type: oneOf('auto', 'any'), disable_parallel_tool_use: parallel }),
  closed({ type: Type.Literal('none') }),
  closed({ type: Type.Literal('tool'), name: Type.String(), disable_parallel_tool_use: parallel }),
])
