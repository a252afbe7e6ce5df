import type { Tool } from '../../ir/prompt.ts'
import type { JsonObject } from '../json.ts'
import { isObject, objectAt, stringAt } from '../json.ts'
import { nativeTool, type NativeTool } from './native-tools.ts'

/** What a tool of a request was before it became a function or a tool with free text. */
export type ToolOrigin =
  | { readonly type: 'plain' }
  /** One of a namespace's; `name` is what it is called there. */
  | { readonly type: 'namespaced'; readonly namespace: JsonObject; readonly name: string }
  | { readonly type: 'native'; readonly tool: NativeTool; readonly value: JsonObject }

const plain: ToolOrigin = { type: 'plain' }

/** The members of a tool's extras that tell its origin, and are not the tool's own. */
export const originMembers: ReadonlySet<string> = new Set(['namespace', 'name', 'tool', 'item'])

export const originOf = (tool: Tool): ToolOrigin => {
  if (tool.type !== 'function' && tool.type !== 'custom') return plain
  const value = objectAt(tool.extras, 'tool')
  if (value !== undefined) {
    const native = nativeTool(value)
    return native === undefined ? plain : { type: 'native', tool: native, value }
  }
  const namespace = objectAt(tool.extras, 'namespace')
  return namespace === undefined
    ? plain
    : { type: 'namespaced', namespace, name: stringAt(tool.extras, 'name') }
}

/** The tool came in an item of the input, which tells it again when that is written. */
export const cameInInput = (tool: Tool): boolean =>
  'extras' in tool && isObject(tool.extras) && tool.extras['item'] === true

/** By the names that the tools have in the neutral form. */
export type ToolOrigins = ReadonlyMap<string, ToolOrigin>

export const toolOrigins = (tools: readonly Tool[]): ToolOrigins =>
  new Map(
    tools.flatMap((tool) =>
      tool.type === 'function' || tool.type === 'custom' ? [[tool.name, originOf(tool)]] : [],
    ),
  )
