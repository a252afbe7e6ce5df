import type { FunctionTool, ServerTool, Tool, ToolChoice } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'
import { readCacheMark } from './cache-mark.ts'

export const readTool = (field: Field): Tool => {
  if (field.object() === undefined) {
    if (!field.isGiven) field.reject('must be an object')
    return { type: 'function', name: '' }
  }
  const type = field.at('type').text() ?? 'custom'
  if (type === 'custom') return readFunction(field)
  const tool = serverToolOf(type)
  return tool === undefined
    ? { type: 'foreign', kind: type, value: field.value }
    : readServerTool(field, tool, type)
}

/** Their versions are dates: `web_search_20250305`. */
const serverToolOf = (type: string): ServerTool['tool'] | undefined => {
  if (/^web_search_\d/.test(type)) return 'web-search'
  if (/^web_fetch_\d/.test(type)) return 'web-fetch'
  return /^code_execution_\d/.test(type) ? 'code' : undefined
}

const functionKeys = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
])

const readFunction = (field: Field): FunctionTool => {
  const description = field.at('description').text()
  const schema = field.at('input_schema')
  if (!schema.isGiven) schema.reject('is required: an object')
  const isStrict = field.at('strict').flag()
  const cache = readCacheMark(field.at('cache_control'))
  const extras = field.extras(functionKeys)
  return {
    type: 'function',
    name: field.at('name').requiredText(),
    ...(description === undefined ? {} : { description }),
    schema: schema.object(),
    ...(isStrict === undefined ? {} : { isStrict }),
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const serverKeys = new Set([
  'type',
  'name',
  'max_uses',
  'allowed_domains',
  'blocked_domains',
  'cache_control',
])

const readServerTool = (field: Field, tool: ServerTool['tool'], kind: string): ServerTool => {
  const maxUses = field.at('max_uses').whole()
  const allowed = field.at('allowed_domains')
  const blocked = field.at('blocked_domains')
  const cache = readCacheMark(field.at('cache_control'))
  const extras = field.extras(serverKeys)
  return {
    type: 'server',
    tool,
    kind,
    ...(maxUses === undefined ? {} : { maxUses }),
    ...(allowed.isGiven ? { allowedDomains: allowed.texts() } : {}),
    ...(blocked.isGiven ? { blockedDomains: blocked.texts() } : {}),
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

export type ReadChoice = {
  readonly toolChoice?: ToolChoice
  readonly allowsParallelCalls?: boolean
}

export const readToolChoice = (field: Field): ReadChoice => {
  if (field.object() === undefined) return {}
  const disablesParallel = field.at('disable_parallel_tool_use').flag()
  const toolChoice = choiceOf(field)
  return {
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(disablesParallel === undefined ? {} : { allowsParallelCalls: !disablesParallel }),
  }
}

const choiceOf = (field: Field): ToolChoice | undefined => {
  const type = field.at('type')
  switch (type.requiredText()) {
    case 'auto':
      return { type: 'auto' }
    case 'none':
      return { type: 'none' }
    case 'any':
      return { type: 'required' }
    case 'tool':
      return { type: 'tool', name: field.at('name').requiredText() }
    default:
      type.reject('must be one of auto, any, tool, none')
      return undefined
  }
}
