import type { Message } from '../../ir/prompt.ts'
import type { Extras, Part, ToolResultPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { nativeCall, nativeOutput, type NativeTool } from './native-tools.ts'
import { readContentList } from './read-content.ts'
import { messageExtras, readItem, readReasoning } from './read-item.ts'
import { readResult } from './read-result.ts'
import type { ToolReader } from './read-tools.ts'

const roles = ['user', 'assistant', 'system', 'developer'] as const

/** Ids are made for answers alone: what a request does not name stays nameless. */
const noIds: Ids = { next: () => '' }

/** Items that a client adds by itself; every other unknown one is taken to be the model's. */
const clientKinds: ReadonlySet<string> = new Set([
  'additional_tools',
  'configuration_update',
  'compaction_trigger',
  'computer_call_output',
  'mcp_approval_response',
  'program_output',
])

/**
 * The messages of `input`. Neighbouring items of the model are one message, as are the results of tools: that is how
 * other protocols tell a turn. A second message of the model begins another one.
 */
export class InputReader {
  readonly #tools: ToolReader
  readonly #messages: { role: Message['role']; parts: Part[]; extras?: Extras }[] = []
  /** The ids of calls by the ids of their items: results of a local shell name the latter. */
  readonly #callIds = new Map<string, string>()

  constructor(tools: ToolReader) {
    this.#tools = tools
  }

  read(input: Field): readonly Message[] {
    if (input.isText) return [{ role: 'user', parts: readContentList(input) }]
    for (const item of input.items()) this.#readItem(item)
    return this.#messages
  }

  #readItem(item: Field): void {
    if (!item.isGiven) item.reject('must be an object')
    const value = item.object()
    if (value === undefined) return
    const type = item.at('type').text() ?? (item.at('role').isGiven ? 'message' : undefined)
    switch (type) {
      case 'message':
        this.#readMessage(item, value)
        return
      case 'function_call':
      case 'custom_tool_call':
        this.#readCall(item, value)
        return
      case 'function_call_output':
      case 'custom_tool_call_output':
        this.#addResult(readResult(item, type))
        return
      case 'reasoning':
        checkReasoning(item)
        this.#addModelParts([readThought(value)])
        return
      default:
        this.#readOther(item, value, type)
    }
  }

  #readMessage(item: Field, value: JsonObject): void {
    const role = item.at('role')
    if (!role.isGiven) role.reject('is required: a string')
    const known = role.oneOf(roles) ?? 'user'
    const extras = messageExtras(value)
    if (known === 'assistant') {
      const parts = readContentList(item.at('content'), extras)
      const last = this.#messages.at(-1)
      const hasSpoken = last?.parts.some(({ type }) => type === 'text' || type === 'refusal')
      if (last?.role === 'assistant' && hasSpoken === false) add(last.parts, parts)
      else this.#messages.push({ role: 'assistant', parts: [...parts] })
      return
    }
    const parts = [...readContentList(item.at('content'))]
    this.#messages.push({ role: known, parts, ...(extras === undefined ? {} : { extras }) })
  }

  #readCall(item: Field, value: JsonObject): void {
    item.at('call_id').requiredText()
    item.at(value['type'] === 'function_call' ? 'arguments' : 'input').requiredText()
    const name = item.at('name').requiredText()
    const namespace = item.at('namespace').text()
    const neutral = this.#tools.nameOf(name, namespace)
    const parts = readItem(value, noIds).map((part) =>
      part.type === 'tool-call' && neutral !== name
        ? { ...part, name: neutral, extras: { ...part.extras, name } }
        : part,
    )
    this.#addModelParts(parts)
  }

  #readOther(item: Field, value: JsonObject, type: string | undefined): void {
    if (type === undefined && !item.at('id').isGiven) {
      item.at('type').reject('is required: a string')
      return
    }
    const call = nativeCall(value)
    if (call !== undefined) {
      this.#readNativeCall(item, value, call)
      return
    }
    if (nativeOutput(value) !== undefined) {
      this.#readNativeOutput(item, value)
      return
    }
    if (type === 'additional_tools') this.#tools.read(item.at('tools'), { item: true })
    const [part] = readItem({ ...value, type: type ?? 'item_reference' }, noIds)
    const parts: readonly Part[] =
      part === undefined || part.type === 'foreign'
        ? [{ type: 'foreign', kind: type ?? 'item_reference', value }]
        : [part]
    if (clientKinds.has(type ?? '')) this.#addTo('user', parts)
    else this.#addModelParts(parts)
  }

  #readNativeCall(item: Field, value: JsonObject, { type }: NativeTool): void {
    const id = item.at('id').text()
    const callId = item.at('call_id').requiredText()
    if (id !== undefined) this.#callIds.set(id, callId)
    const name = this.#tools.nativeName(type)
    this.#addModelParts(
      readItem(value, noIds).map((part) => (part.type === 'tool-call' ? { ...part, name } : part)),
    )
  }

  #readNativeOutput(item: Field, value: JsonObject): void {
    if (value['type'] === 'tool_search_output') this.#tools.read(item.at('tools'), { item: true })
    const result = readResult(item, 'native')
    const callId = this.#callIds.get(result.callId) ?? result.callId
    this.#addResult({ ...result, callId })
  }

  #addResult(result: ToolResultPart): void {
    this.#addTo('tool', [result])
  }

  #addModelParts(parts: readonly Part[]): void {
    this.#addTo('assistant', parts)
  }

  #addTo(role: Message['role'], parts: readonly Part[]): void {
    const last = this.#messages.at(-1)
    const isOpen = last?.role === role && (role !== 'user' || last.parts.every(isForeign))
    if (isOpen) add(last.parts, parts)
    else this.#messages.push({ role, parts: [...parts] })
  }
}

/** One by one: a million arguments are more than a call takes. */
const add = (list: Part[], parts: readonly Part[]): void => {
  for (const part of parts) list.push(part)
}

const isForeign = ({ type }: Part): boolean => type === 'foreign'

/** A thought that came without a proof is kept at the vendor. One that loses it on its way is of no use to anybody. */
const readThought = (item: JsonObject): Part => {
  const thought = readReasoning(item)
  return thought.proof === undefined
    ? { ...thought, extras: { ...thought.extras, encrypted_content: null } }
    : thought
}

const checkReasoning = (item: Field): void => {
  item.at('id').text()
  item.at('encrypted_content').text()
  for (const list of ['summary', 'content'])
    for (const entry of item.at(list).items()) entry.at('text').requiredText()
}
