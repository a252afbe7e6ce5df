/** The whole conversation of a request: what the account kept of it, and what comes with it. */
import { refuse, type Refusal } from '../answer.ts'
import type { Call } from '../vendor.ts'
import type { InputItem } from './responses-items.ts'
import type { ResponsesRequest } from './responses-schema.ts'

export type Conversation =
  { readonly type: 'conversation'; readonly items: readonly InputItem[] } | Refusal

type Continued = {
  readonly input?: ResponsesRequest['input'] | null
  readonly previous_response_id?: string | null
}

export const continueConversation = (request: Continued, call: Call): Conversation => {
  const previous = request.previous_response_id ?? undefined
  const kept = previous === undefined ? undefined : call.responses.find(previous)
  if (previous !== undefined && kept === undefined) {
    return refuse('invalid', `Previous response with id '${previous}' not found.`, {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    })
  }
  const before = kept === undefined ? [] : [...kept.input, ...kept.output]
  const items: InputItem[] = [...before]
  for (const item of itemsOf(request.input)) {
    const resolved = resolve(item, call)
    if (resolved === undefined) return refuseItem(item)
    items.push(resolved)
  }
  return { type: 'conversation', items }
}

const itemsOf = (input: Continued['input']): readonly InputItem[] => {
  if (input === undefined || input === null) return []
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input
}

/** A reference stands for an item that the account has, and so does a thought that comes without its content. */
const resolve = (item: InputItem, call: Call): InputItem | undefined => {
  if (isReference(item)) return call.responses.findItem(item.id)
  if (item.type !== 'reasoning' || item.id === undefined) return item
  return (item.encrypted_content ?? null) === null ? call.responses.findItem(item.id) : item
}

type Reference = Extract<InputItem, { type?: 'item_reference' | null }>

const isReference = (item: InputItem): item is Reference =>
  item.type === 'item_reference' || (!('role' in item) && (item.type ?? undefined) === undefined)

const refuseItem = (item: InputItem): Refusal => {
  const id = 'id' in item ? item.id : ''
  const message = `Item with id '${id}' not found. Items are not kept when 'store' is false.`
  return { ...refuse('invalid', message, { param: 'input' }), status: 404 }
}

/** What a client sent without an id gets one when it is kept. */
export const withIds = (items: readonly InputItem[], call: Call): readonly InputItem[] =>
  items.map((item, position) =>
    'id' in item && typeof item.id === 'string'
      ? item
      : { ...item, id: `${beginningOf(item)}_simulated_${call.serial}_in_${position}` },
  )

const beginningOf = (item: InputItem): string => {
  if (item.type === 'function_call') return 'fc'
  if (item.type === 'custom_tool_call') return 'ctc'
  return item.type === 'function_call_output' ? 'fco' : 'msg'
}
