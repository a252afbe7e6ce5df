import { given } from '../../ir/defined.ts'
import type { CustomTool, FunctionTool, ServerTool, Tool, ToolChoice } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'
import { objectAt } from '../json.ts'
import { readCache } from './read-content.ts'

export const readTools = (root: Field): readonly Tool[] => {
  const functions = root.at('functions')
  const tools = root.at('tools')
  if (functions.isGiven && tools.isGiven) functions.reject('cannot stand beside tools')
  return [
    ...tools.items().flatMap(readTool),
    ...functions.items().map((tool) => readFunction(tool, tool)),
    ...readWebSearch(root.at('web_search_options')),
  ]
}

const readTool = (tool: Field): readonly Tool[] => {
  if (!tool.isGiven) tool.reject('must be an object')
  if (tool.object() === undefined) return []
  const type = tool.at('type').requiredText()
  if (type === 'function') return [readFunction(tool, required(tool.at('function')))]
  if (type === 'custom') return [readCustom(tool, required(tool.at('custom')))]
  return [{ type: 'foreign', kind: type, value: tool.value }]
}

const required = (field: Field): Field => {
  if (!field.isGiven) field.reject('is required: an object')
  field.object()
  return field
}

const outerMembers: ReadonlySet<string> = new Set(['type', 'function', 'custom'])
const functionMembers: ReadonlySet<string> = new Set([
  'name',
  'description',
  'parameters',
  'strict',
])

/** `outer` and `told` are the same in the way before there were tools. */
const readFunction = (outer: Field, told: Field): FunctionTool => ({
  type: 'function',
  name: told.at('name').requiredText(),
  ...given({
    description: told.at('description').text(),
    schema: told.at('parameters').object(),
    isStrict: told.at('strict').flag(),
    cache: readCache(outer) ?? readCache(told),
    extras:
      outer === told
        ? told.extras(functionMembers)
        : bothExtras(outer, told.extras(functionMembers)),
  }),
})

const customMembers: ReadonlySet<string> = new Set(['name', 'description', 'format'])

const readCustom = (outer: Field, told: Field): CustomTool => ({
  type: 'custom',
  name: told.at('name').requiredText(),
  ...given({
    description: told.at('description').text(),
    format: readFormat(told.at('format')),
    extras: bothExtras(outer, told.extras(customMembers)),
  }),
})

/** What stands beside the function, and what stands in it under `in`. */
const bothExtras = (outer: Field, inner: FunctionTool['extras']): FunctionTool['extras'] => {
  const extras = outer.extras(outerMembers)
  return inner === undefined ? extras : { ...extras, in: inner }
}

/** The neutral form is that of OpenAI's newer interface: the grammar's members stand beside its type. */
const readFormat = (format: Field): unknown => {
  const value = format.object()
  const grammar = objectAt(value, 'grammar')
  if (value === undefined || grammar === undefined) return value
  const { grammar: _, ...rest } = value
  return { ...rest, ...grammar }
}

const readWebSearch = (options: Field): readonly ServerTool[] => {
  const extras = options.object()
  return extras === undefined
    ? []
    : [{ type: 'server', tool: 'web-search', kind: 'web_search_options', extras }]
}

/** `tool_choice`, or `function_call` of the way before there were tools. */
export const readToolChoice = (root: Field): ToolChoice | undefined => {
  const legacy = root.at('function_call')
  const choice = legacy.isGiven ? legacy : root.at('tool_choice')
  if (!choice.isGiven) return undefined
  if (choice.isText) {
    const type = choice.oneOf(['auto', 'none', 'required'])
    return type === undefined ? undefined : { type }
  }
  if (choice.object() === undefined) return undefined
  if (legacy.isGiven) return { type: 'tool', name: choice.at('name').requiredText() }
  const type = choice.at('type').requiredText()
  if (type === 'allowed_tools') return readAllowed(choice)
  if (type === 'function' || type === 'custom')
    return { type: 'tool', name: required(choice.at(type)).at('name').requiredText() }
  return { type: 'foreign', value: choice.value }
}

/** What only the vendor knows among the allowed makes the whole choice the vendor's. */
const readAllowed = (choice: Field): ToolChoice => {
  const allowed = required(choice.at('allowed_tools'))
  const isRequired = allowed.at('mode').oneOf(['auto', 'required']) === 'required'
  const tools = allowed.at('tools').items()
  const names = tools.flatMap((tool) => {
    const type = tool.at('type').requiredText()
    return type === 'function' || type === 'custom'
      ? [required(tool.at(type)).at('name').requiredText()]
      : []
  })
  return names.length < tools.length
    ? { type: 'foreign', value: choice.value }
    : { type: 'allowed', isRequired, names }
}
