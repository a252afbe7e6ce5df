/** The tools of a Responses request: https://platform.openai.com/docs/guides/tools */
import { Type } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { shared } from './schema.ts'

const callers = nullable(Type.Array(oneOf('direct', 'programmatic')))

const functionTool = closed({
  type: Type.Literal('function'),
  name: shared.toolName,
  parameters: nullable(Type.Object({})),
  strict: nullable(Type.Boolean()),
  description: nullable(Type.String()),
  allowed_callers: callers,
  async: Type.Optional(Type.Boolean()),
  defer_loading: Type.Optional(Type.Boolean()),
  output_schema: nullable(Type.Object({})),
})

const customTool = closed({
  type: Type.Literal('custom'),
  name: shared.toolName,
  description: Type.Optional(Type.String()),
  format: anything,
  allowed_callers: callers,
  async: Type.Optional(Type.Boolean()),
  defer_loading: Type.Optional(Type.Boolean()),
})

const webSearchTool = closed({
  type: oneOf(
    'web_search',
    'web_search_2025_08_26',
    'web_search_preview',
    'web_search_preview_2025_03_11',
  ),
  external_web_access: Type.Optional(Type.Boolean()),
  filters: nullable(
    closed({
      allowed_domains: nullable(Type.Array(Type.String())),
      blocked_domains: nullable(Type.Array(Type.String())),
    }),
  ),
  search_context_size: Type.Optional(oneOf('low', 'medium', 'high')),
  search_content_types: anything,
  user_location: nullable(Type.Object({})),
})

const imageTool = Type.Object({ type: Type.Literal('image_generation') })

const namespaceTool = closed({
  type: Type.Literal('namespace'),
  name: shared.toolName,
  description: Type.String(),
  tools: Type.Array(Type.Union([functionTool, customTool])),
})

/** Known, and never used by the simulated model. */
const otherTool = Type.Object({
  type: oneOf(
    'file_search',
    'code_interpreter',
    'mcp',
    'shell',
    'local_shell',
    'apply_patch',
    'tool_search',
    'computer',
    'computer_use_preview',
    'programmatic_tool_calling',
  ),
})

export const responsesTool = Type.Union([
  functionTool,
  customTool,
  webSearchTool,
  imageTool,
  namespaceTool,
  otherTool,
])

const named = [
  closed({ type: Type.Literal('function'), name: Type.String() }),
  closed({ type: Type.Literal('custom'), name: Type.String() }),
] as const

/** What is made by the vendor itself is chosen by its type. */
const hosted = closed({
  type: oneOf(
    'file_search',
    'web_search_preview',
    'web_search_preview_2025_03_11',
    'web_search',
    'computer',
    'computer_use_preview',
    'image_generation',
    'code_interpreter',
    'apply_patch',
    'shell',
    'programmatic_tool_calling',
  ),
})

export const responsesToolChoice = Type.Union([
  oneOf('none', 'auto', 'required'),
  ...named,
  hosted,
  Type.Object({ type: Type.Literal('mcp'), server_label: Type.String() }),
  closed({
    type: Type.Literal('allowed_tools'),
    mode: oneOf('auto', 'required'),
    tools: Type.Array(Type.Object({ type: Type.String() }), { minItems: 1 }),
  }),
])
