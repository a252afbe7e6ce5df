import type {
  CustomTool,
  FunctionTool,
  Prompt,
  ServerTool,
  Tool,
  ToolChoice,
} from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import { given } from '../../ir/defined.ts'
import { isObject, type JsonObject } from '../json.ts'
import { isSearchModel } from './models.ts'
import type { Target } from './write-content.ts'

/** `tools`, the choice among them, and what else of a request speaks of tools. */
export const writeTools = (prompt: Prompt, target: Target): JsonObject => {
  const { isOwn } = target
  const offered = isOwn ? prompt.tools : allowedOf(prompt)
  const search = offered.flatMap((tool) =>
    tool.type === 'server' ? writeServerTool(tool, target) : [],
  )
  if (prompt.extras?.['functions'] !== undefined) return Object.assign({}, ...search)
  const tools = offered.flatMap((tool) => writeTool(tool, isOwn))
  const choice = isOwn ? writeChoice(prompt) : portableChoice(prompt, tools.length, target)
  const parallel = isOwn || tools.length > 0 ? prompt.allowsParallelCalls : undefined
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...given({ tool_choice: choice }),
    // True is what everybody assumes, and not all know the field.
    ...(parallel === undefined || (parallel && !isOwn) ? {} : { parallel_tool_calls: parallel }),
    ...Object.assign({}, ...search),
  }
}

/** Few know `allowed_tools`. To offer only those tools means the same. */
const allowedOf = ({ tools, toolChoice }: Prompt): readonly Tool[] =>
  toolChoice?.type === 'allowed'
    ? tools.filter((tool) => !('name' in tool) || toolChoice.names.includes(tool.name))
    : tools

const portableChoice = (prompt: Prompt, offered: number, { report }: Target): unknown => {
  const { toolChoice } = prompt
  if (toolChoice === undefined) return undefined
  const isForced =
    toolChoice.type === 'required' ||
    toolChoice.type === 'tool' ||
    (toolChoice.type === 'allowed' && toolChoice.isRequired)
  if (offered === 0) {
    if (isForced) report.refuse('toolChoice', 'asks for a tool that this upstream does not have')
    return undefined
  }
  if (toolChoice.type === 'allowed') return toolChoice.isRequired ? 'required' : 'auto'
  return writeChoice(prompt)
}

const writeChoice = ({ toolChoice, tools, extras }: Prompt): unknown => {
  if (toolChoice === undefined || extras?.['function_call'] !== undefined) return undefined
  switch (toolChoice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return toolChoice.type
    case 'tool':
      return reference(toolChoice.name, tools)
    case 'allowed':
      return writeAllowed(toolChoice, tools)
    case 'foreign':
      return toolChoice.value
    default:
      return toolChoice satisfies never
  }
}

const writeAllowed = (
  { isRequired, names }: ToolChoice & { readonly type: 'allowed' },
  tools: readonly Tool[],
): JsonObject => ({
  type: 'allowed_tools',
  allowed_tools: {
    mode: isRequired ? 'required' : 'auto',
    tools: names.map((name) => reference(name, tools)),
  },
})

const reference = (name: string, tools: readonly Tool[]): JsonObject =>
  tools.some((tool) => tool.type === 'custom' && tool.name === name)
    ? { type: 'custom', custom: { name } }
    : { type: 'function', function: { name } }

const writeTool = (tool: Tool, isOwn: boolean): readonly JsonObject[] => {
  switch (tool.type) {
    case 'function':
      return [writeFunction(tool, isOwn)]
    case 'custom':
      return [writeCustom(tool)]
    case 'foreign':
      return isObject(tool.value) ? [tool.value] : []
    case 'server':
      return []
    default:
      return tool satisfies never
  }
}

const writeFunction = (tool: FunctionTool, isOwn: boolean): JsonObject => {
  const { name, description, schema, isStrict } = tool
  const { inner, outer } = splitExtras(tool.extras)
  const parameters = schema ?? (isOwn ? undefined : { type: 'object', properties: {} })
  return {
    type: 'function',
    function: {
      name,
      ...given({
        description,
        parameters,
        strict: isOwn || isStrict === true ? isStrict : undefined,
      }),
      ...inner,
    },
    ...outer,
  }
}

const writeCustom = ({ name, description, format, extras }: CustomTool): JsonObject => {
  const { inner, outer } = splitExtras(extras)
  return {
    type: 'custom',
    custom: { name, ...given({ description, format: writeFormat(format) }), ...inner },
    ...outer,
  }
}

const splitExtras = (
  extras: Extras = {},
): { readonly inner: JsonObject; readonly outer: JsonObject } => {
  const { in: inner, ...outer } = extras
  return { inner: isObject(inner) ? inner : {}, outer }
}

/** The members of a grammar stand in an object of their own here. */
const writeFormat = (format: unknown): unknown => {
  if (!isObject(format) || format['type'] !== 'grammar') return format
  const { type, ...grammar } = format
  return { type, grammar }
}

/** Of what an upstream does by itself this protocol knows the search alone, and few models take it. */
const writeServerTool = (
  tool: ServerTool,
  { isOwn, model, report }: Target,
): readonly JsonObject[] => {
  if (tool.kind === 'web_search_options' && isOwn)
    return [{ web_search_options: tool.extras ?? {} }]
  if (tool.tool !== 'web-search' || !isSearchModel(model)) {
    report.warn('tools', `'${tool.kind}' is not offered by this upstream and was left out`)
    return []
  }
  if (tool.allowedDomains !== undefined || tool.blockedDomains !== undefined)
    report.warn('tools', 'cannot choose the domains of a search')
  return [{ web_search_options: {} }]
}
