import { outputTool } from '../../ir/output-tool.ts'
import type { FunctionTool, Prompt, ServerTool, Tool, ToolChoice } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { isObject, type JsonObject } from '../json.ts'
import { cacheControl } from './cache-mark.ts'
import type { ModelTraits } from './model-traits.ts'
import { strictSchema } from './strict-schema.ts'
import type { FormatPlan } from './write-format.ts'

export type WrittenTools = {
  readonly tools?: readonly JsonObject[]
  readonly tool_choice?: JsonObject
}

export const writeTools = (
  prompt: Prompt,
  { traits, format }: { readonly traits: ModelTraits; readonly format: FormatPlan },
  report: Report,
): WrittenTools => {
  const allowed = allowedTools(prompt)
  const isStrict = traits.takesFormat && fitsStrictLimits(allowed)
  const tools = allowed.flatMap((tool) => writeTool(tool, isStrict, report))
  if (format.type === 'tool')
    return {
      tools: [...tools, format.tool],
      tool_choice: tools.length === 0 ? forcedOutput : { type: 'any' },
    }
  if (tools.length === 0) return {}
  const choice = writeChoice(prompt, traits, report)
  return { tools, ...(choice === undefined ? {} : { tool_choice: choice }) }
}

const forcedOutput = { type: 'tool', name: outputTool, disable_parallel_tool_use: true }

/** There is no list of allowed tools here: the others are left out. */
const allowedTools = ({ tools, toolChoice }: Prompt): readonly Tool[] =>
  toolChoice?.type === 'allowed'
    ? tools.filter((tool) => 'name' in tool && toolChoice.names.includes(tool.name))
    : tools

const mostStrictTools = 20
const mostUnions = 16

/** Beyond these Anthropic refuses strict tools: https://platform.claude.com/docs/en/build-with-claude/structured-outputs#schema-complexity-limits */
const fitsStrictLimits = (tools: readonly Tool[]): boolean => {
  const strict = tools.filter((tool) => tool.type === 'function' && tool.isStrict === true)
  if (strict.length === 0 || strict.length > mostStrictTools) return false
  const unions = JSON.stringify(strict).match(/"(?:anyOf|oneOf)":|"type":\[/g)
  return (unions?.length ?? 0) <= mostUnions
}

const writeTool = (tool: Tool, isStrict: boolean, report: Report): readonly JsonObject[] => {
  switch (tool.type) {
    case 'function':
      return [functionTool(tool, isStrict && tool.isStrict === true)]
    case 'custom':
      return [
        {
          name: tool.name,
          ...(tool.description === undefined ? {} : { description: tool.description }),
          input_schema: freeText,
        },
      ]
    case 'server':
      return serverTool(tool, report)
    case 'foreign':
      return isObject(tool.value) ? [tool.value] : []
    default:
      return tool satisfies never
  }
}

const freeText = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
}

const functionTool = (tool: FunctionTool, isStrict: boolean): JsonObject => ({
  name: tool.name,
  ...(tool.description === undefined ? {} : { description: tool.description }),
  input_schema: isStrict ? strictSchema(tool.schema).schema : inputSchema(tool.schema),
  ...(isStrict ? { strict: true } : {}),
  ...cacheControl(tool.cache),
  ...tool.extras,
})

const inputSchema = (schema: unknown): JsonObject => {
  if (!isObject(schema)) return { type: 'object', properties: {} }
  return schema['type'] === undefined ? { type: 'object', ...schema } : schema
}

const serverNames = { 'web-search': 'web_search', 'web-fetch': 'web_fetch', code: 'code_execution' }
const defaultKinds = {
  'web-search': 'web_search_20250305',
  'web-fetch': 'web_fetch_20250910',
  code: 'code_execution_20250825',
}

const serverTool = (tool: ServerTool, report: Report): readonly JsonObject[] => {
  if (tool.tool === 'image') {
    report.warn('tools', 'hold one that makes images, which Anthropic does not offer')
    return []
  }
  const name = serverNames[tool.tool]
  const isOwn = tool.kind.startsWith(`${name}_2`)
  return [
    {
      type: isOwn ? tool.kind : defaultKinds[tool.tool],
      name,
      ...(tool.maxUses === undefined ? {} : { max_uses: tool.maxUses }),
      ...(tool.allowedDomains === undefined ? {} : { allowed_domains: tool.allowedDomains }),
      ...(tool.blockedDomains === undefined ? {} : { blocked_domains: tool.blockedDomains }),
      ...cacheControl(tool.cache),
      ...(isOwn ? tool.extras : {}),
    },
  ]
}

const writeChoice = (
  { toolChoice, allowsParallelCalls }: Prompt,
  traits: ModelTraits,
  report: Report,
): JsonObject | undefined => {
  const type = wordFor(toolChoice, report)
  if (type === undefined && allowsParallelCalls === undefined) return undefined
  if (type === 'none') return { type }
  const isForced = type === 'any' || type === 'tool'
  if (isForced && !traits.takesForcedTools)
    report.warn('toolChoice', 'cannot be forced on this model, which is left to choose')
  const chosen = isForced && !traits.takesForcedTools ? 'auto' : (type ?? 'auto')
  return {
    type: chosen,
    ...(chosen === 'tool' && toolChoice?.type === 'tool' ? { name: toolChoice.name } : {}),
    ...(allowsParallelCalls === undefined
      ? {}
      : { disable_parallel_tool_use: !allowsParallelCalls }),
  }
}

const wordFor = (choice: ToolChoice | undefined, report: Report): string | undefined => {
  switch (choice?.type) {
    case undefined:
      return undefined
    case 'auto':
    case 'none':
    case 'tool':
      return choice.type
    case 'required':
      return 'any'
    case 'allowed':
      return choice.isRequired ? 'any' : 'auto'
    case 'foreign':
      report.warn('toolChoice', 'names what Anthropic does not offer, and is left out')
      return undefined
    default:
      return choice satisfies never
  }
}
