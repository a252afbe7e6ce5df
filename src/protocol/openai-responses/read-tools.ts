import type { CustomTool, FunctionTool, ServerTool, Tool, ToolChoice } from '../../ir/prompt.ts'
import type { Extras } from '../../ir/part.ts'
import { entryOf } from '../entry.ts'
import type { Field } from '../field.ts'
import { isObject } from '../json.ts'
import { nativeTool } from './native-tools.ts'

/**
 * The tools of a request by the names that they have in the neutral form. Names are one space there, so a tool of a
 * namespace is called by both names, and whoever comes second to a name gets a number.
 */
export class ToolReader {
  readonly #tools: Tool[] = []
  readonly #taken = new Set<string>()
  /** The neutral names, by `namespace/name`, by `/name`, and by type for tools without a name. */
  readonly #names = new Map<string, string>()

  get tools(): readonly Tool[] {
    return this.#tools
  }

  /** `origin` is put into the extras of each: what is not of the request's own list. */
  read(list: Field, origin?: Extras): void {
    // Plain names first: they stay as they are, whatever a namespace holds.
    for (const tool of list.items()) this.#reserve(tool)
    for (const tool of list.items()) this.#add(tool, origin)
  }

  /** The neutral name of a tool that a call or a choice names. One that nobody declared is named the same way. */
  nameOf(name: string, namespace?: string): string {
    if (namespace === undefined) return this.#names.get(keyOf(name)) ?? name
    return this.#names.get(keyOf(name, namespace)) ?? joined(name, namespace)
  }

  nativeName(type: string): string {
    return this.#names.get(type) ?? type
  }

  #reserve(tool: Field): void {
    const { value } = tool.at('name')
    const type = tool.at('type').value
    if ((type === 'function' || type === 'custom') && typeof value === 'string')
      this.#taken.add(value)
  }

  #add(tool: Field, origin: Extras | undefined): void {
    if (tool.object() === undefined) {
      if (!tool.isGiven) tool.reject('must be an object')
      return
    }
    const type = tool.at('type').requiredText()
    switch (type) {
      case 'function':
      case 'custom': {
        const named = type === 'function' ? readFunction(tool, origin) : readCustom(tool, origin)
        this.#names.set(keyOf(named.name), named.name)
        this.#tools.push(named)
        return
      }
      case 'namespace':
        this.#addNamespace(tool, origin)
        return
      default:
        this.#addOther(tool, type, origin)
    }
  }

  #addNamespace(tool: Field, origin: Extras | undefined): void {
    const namespace = tool.at('name').requiredText()
    const value = tool.extras(namespaceMembers)
    for (const member of tool.at('tools').items()) {
      const type = member.at('type').oneOf(['function', 'custom'])
      const named = type === 'custom' ? readCustom(member, origin) : readFunction(member, origin)
      const name = this.#free(joined(named.name, namespace))
      this.#names.set(keyOf(named.name, namespace), name)
      this.#tools.push({
        ...named,
        name,
        extras: { ...named.extras, name: named.name, namespace: value },
      })
    }
  }

  #addOther(field: Field, type: string, origin: Extras | undefined): void {
    const server = readServerTool(field, type)
    if (server !== undefined) {
      this.#tools.push(server)
      return
    }
    const value = field.object() ?? {}
    const native = nativeTool(value)
    if (native === undefined) {
      this.#tools.push({ type: 'foreign', kind: type, value })
      return
    }
    const name = this.#free(native.type)
    this.#names.set(native.type, name)
    const description = field.at('description').text() ?? native.description
    const schema = field.at('parameters').object() ?? native.schema
    const extras = { ...origin, tool: value }
    this.#tools.push({ type: 'function', name, description, schema, extras })
  }

  #free(name: string): string {
    let free = name
    for (let number = 2; this.#taken.has(free); number += 1) free = `${name}_${number}`
    this.#taken.add(free)
    return free
  }
}

const keyOf = (name: string, namespace = ''): string => `${namespace}/${name}`

const joined = (name: string, namespace: string): string =>
  namespace.endsWith('__') ? `${namespace}${name}` : `${namespace}__${name}`

const namespaceMembers: ReadonlySet<string> = new Set(['type', 'tools'])
const functionMembers: ReadonlySet<string> = new Set([
  'name',
  'description',
  'parameters',
  'strict',
])
const customMembers: ReadonlySet<string> = new Set(['type', 'name', 'description', 'format'])

/** `type` stays among the extras: by it the writer knows its own, for which absent members have other defaults. */
const readFunction = (tool: Field, origin: Extras | undefined): FunctionTool => {
  const description = tool.at('description').text()
  const schema = tool.at('parameters').object()
  const isStrict = tool.at('strict').flag()
  return {
    type: 'function',
    name: tool.at('name').requiredText(),
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined ? {} : { schema }),
    ...(isStrict === undefined ? {} : { isStrict }),
    extras: { ...tool.extras(functionMembers), ...origin },
  }
}

const readCustom = (tool: Field, origin: Extras | undefined): CustomTool => {
  const description = tool.at('description').text()
  const format = tool.at('format').object()
  return {
    type: 'custom',
    name: tool.at('name').requiredText(),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
    extras: { ...tool.extras(customMembers), ...origin },
  }
}

const serverTools: Readonly<Record<string, ServerTool['tool']>> = {
  web_search: 'web-search',
  web_search_2025_08_26: 'web-search',
  web_search_preview: 'web-search',
  web_search_preview_2025_03_11: 'web-search',
  code_interpreter: 'code',
  image_generation: 'image',
}

const serverMembers: ReadonlySet<string> = new Set(['type'])
const filterMembers: ReadonlySet<string> = new Set(['allowed_domains'])

const readServerTool = (field: Field, kind: string): ServerTool | undefined => {
  const tool = entryOf(serverTools, kind)
  if (tool === undefined) return undefined
  const filters = field.at('filters')
  const allowed = filters.object() === undefined ? undefined : filters.at('allowed_domains')
  const { filters: _, ...own } = field.extras(serverMembers) ?? {}
  const otherFilters = filters.extras(filterMembers)
  const extras = { ...own, ...(otherFilters === undefined ? {} : { filters: otherFilters }) }
  return {
    type: 'server',
    tool,
    kind,
    ...(allowed?.isGiven === true ? { allowedDomains: allowed.texts() } : {}),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

export const readToolChoice = (choice: Field, names: ToolReader): ToolChoice | undefined => {
  if (!choice.isGiven) return undefined
  if (choice.isText) {
    const type = choice.oneOf(['auto', 'none', 'required'])
    return type === undefined ? undefined : { type }
  }
  if (choice.object() === undefined) return undefined
  if (choice.at('type').requiredText() === 'allowed_tools') return readAllowed(choice, names)
  const name = readReference(choice, names)
  return name === undefined ? { type: 'foreign', value: choice.value } : { type: 'tool', name }
}

/** What only the vendor knows among the allowed makes the whole choice the vendor's. */
const readAllowed = (choice: Field, names: ToolReader): ToolChoice => {
  const isRequired = choice.at('mode').oneOf(['auto', 'required']) === 'required'
  const allowed = choice
    .at('tools')
    .items()
    .map((tool) => readReference(tool, names))
  const known = allowed.filter((name) => name !== undefined)
  return known.length < allowed.length
    ? { type: 'foreign', value: choice.value }
    : { type: 'allowed', isRequired, names: known }
}

const readReference = (tool: Field, names: ToolReader): string | undefined => {
  const type = tool.at('type').requiredText()
  if (type === 'function' || type === 'custom')
    return names.nameOf(tool.at('name').requiredText(), tool.at('namespace').text())
  const value = tool.value
  const isNative = isObject(value) && nativeTool({ execution: 'client', ...value }) !== undefined
  return isNative ? names.nativeName(type) : undefined
}
