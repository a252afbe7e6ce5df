import type { Report } from '../../ir/report.ts'
import type {
  CustomTool,
  FunctionTool,
  Prompt,
  ServerTool,
  Tool,
  ToolChoice,
} from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import { isObject, stringAt, type JsonObject } from '../json.ts'
import {
  cameInInput,
  originMembers,
  originOf,
  toolOrigins,
  type ToolOrigins,
} from './tool-origins.ts'

/** The tools of a request. A client's own come out as they came in: those of one namespace together. */
export const writeTools = (prompt: Prompt, report?: Report): readonly JsonObject[] => {
  const list: JsonObject[] = []
  for (const tool of prompt.tools) {
    if (cameInInput(tool)) continue
    const origin = originOf(tool)
    if (origin.type === 'native') list.push(origin.value)
    else if (origin.type === 'namespaced')
      join(list, origin.namespace, writeNamed(tool, origin.name))
    else list.push(...writeTool(tool, report))
  }
  return list
}

/** Adds to the namespace that stands last, or begins it. */
const join = (list: JsonObject[], namespace: JsonObject, tools: readonly JsonObject[]): void => {
  const last = list.at(-1)
  const isOpen = last?.['type'] === 'namespace' && last['name'] === namespace['name']
  if (isOpen && Array.isArray(last['tools'])) last['tools'].push(...tools)
  else list.push({ type: 'namespace', ...namespace, tools: [...tools] })
}

const writeNamed = (tool: Tool, name: string): readonly JsonObject[] =>
  tool.type === 'function' || tool.type === 'custom' ? writeTool({ ...tool, name }) : []

const writeTool = (tool: Tool, report?: Report): readonly JsonObject[] => {
  switch (tool.type) {
    case 'function':
      return [writeFunction(tool)]
    case 'custom':
      return [writeCustom(tool)]
    case 'server':
      return writeServerTool(tool, report)
    case 'foreign':
      return isObject(tool.value) ? [tool.value] : []
    default:
      return tool satisfies never
  }
}

/**
 * This interface is strict unless told otherwise, which refuses most schemas: a client of another protocol that has
 * not asked for it has said no. https://platform.openai.com/docs/guides/migrate-to-responses
 */
const writeFunction = ({
  name,
  description,
  schema,
  isStrict,
  extras,
}: FunctionTool): JsonObject => {
  const isOwn = extras?.['type'] === 'function'
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: schema ?? (isOwn ? null : { type: 'object', properties: {} }),
    ...(isStrict === undefined && isOwn ? {} : { strict: isStrict ?? false }),
    ...ownMembers(extras),
  }
}

const writeCustom = ({ name, description, format, extras }: CustomTool): JsonObject => ({
  type: 'custom',
  name,
  ...(description === undefined ? {} : { description }),
  ...(format === undefined ? {} : { format }),
  ...ownMembers(extras),
})

const ownMembers = (extras: Extras = {}): JsonObject =>
  Object.fromEntries(Object.entries(extras).filter(([key]) => !originMembers.has(key)))

const writeServerTool = (tool: ServerTool, report?: Report): readonly JsonObject[] => {
  if (tool.maxUses !== undefined) report?.warn('tools', 'have no limit of uses each')
  switch (tool.tool) {
    case 'web-search':
      return [writeWebSearch(tool, report)]
    case 'code':
      return [isOwnKind(tool) ? { type: tool.kind, ...tool.extras } : codeInterpreter]
    case 'image':
      return [isOwnKind(tool) ? { type: tool.kind, ...tool.extras } : { type: 'image_generation' }]
    // Its web search opens pages as well, so the model is not without.
    case 'web-fetch':
      report?.warn('tools', 'cannot fetch single pages')
      return []
    default:
      return tool.tool satisfies never
  }
}

const codeInterpreter: JsonObject = { type: 'code_interpreter', container: { type: 'auto' } }

const writeWebSearch = (tool: ServerTool, report?: Report): JsonObject => {
  const { allowedDomains, blockedDomains, kind, extras } = tool
  if (blockedDomains !== undefined) report?.warn('tools', 'cannot leave out domains')
  const filters = {
    ...(allowedDomains === undefined ? {} : { allowed_domains: allowedDomains }),
    ...(isObject(extras?.['filters']) ? extras['filters'] : {}),
  }
  return {
    type: isOwnKind(tool) ? kind : 'web_search',
    ...extras,
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  }
}

const ownKinds =
  /^(?:web_search(?:_2025_08_26)?|web_search_preview(?:_2025_03_11)?|code_interpreter|image_generation)$/

const isOwnKind = ({ kind }: ServerTool): boolean => ownKinds.test(kind)

export const writeToolChoice = (prompt: Prompt): unknown => {
  const { toolChoice } = prompt
  if (toolChoice === undefined) return undefined
  switch (toolChoice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return toolChoice.type
    case 'tool':
      return reference(toolChoice.name, prompt.tools, toolOrigins(prompt.tools))
    case 'allowed':
      return writeAllowed(toolChoice, prompt.tools)
    case 'foreign':
      return toolChoice.value
    default:
      return toolChoice satisfies never
  }
}

const writeAllowed = (
  { isRequired, names }: ToolChoice & { readonly type: 'allowed' },
  tools: readonly Tool[],
): JsonObject => {
  const origins = toolOrigins(tools)
  return {
    type: 'allowed_tools',
    mode: isRequired ? 'required' : 'auto',
    tools: names.map((name) => reference(name, tools, origins)),
  }
}

const reference = (name: string, tools: readonly Tool[], origins: ToolOrigins): JsonObject => {
  const origin = origins.get(name)
  if (origin?.type === 'native') return { type: origin.tool.type }
  const tool = tools.find((known) => 'name' in known && known.name === name)
  const type = tool?.type === 'custom' ? 'custom' : 'function'
  return origin?.type === 'namespaced'
    ? { type, name: origin.name, namespace: stringAt(origin.namespace, 'name') }
    : { type, name }
}
