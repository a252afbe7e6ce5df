import { given } from '../../ir/defined.ts'
import type { ToolCallPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import { proofOf, withoutProof } from './tool-proof.ts'

const callMembers: ReadonlySet<string> = new Set(['index', 'id', 'type', 'function', 'custom'])

/** A whole call of an answer. */
export const readCall = (call: JsonObject, ids: Ids): ToolCallPart => {
  const { kind, name, text } = calledBy(call)
  return {
    type: 'tool-call',
    kind,
    id: stringAt(call, 'id') || ids.next('call_'),
    name,
    arguments: kind === 'function' && text === '' ? '{}' : text,
    ...callExtras(call),
  }
}

export type Called = {
  readonly kind: ToolCallPart['kind']
  readonly name: string
  readonly text: string
}

/** What a call, or a piece of one, says is called and with what. */
export const calledBy = (call: JsonObject): Called => {
  const custom = objectAt(call, 'custom')
  if (custom !== undefined)
    return { kind: 'custom', name: stringAt(custom, 'name'), text: stringAt(custom, 'input') }
  const called = objectAt(call, 'function')
  const told = called?.['arguments']
  // Some imitators send the object itself.
  const text = typeof told === 'object' && told !== null ? JSON.stringify(told) : told
  return {
    kind: 'function',
    name: stringAt(called, 'name'),
    text: typeof text === 'string' ? text : '',
  }
}

export const callExtras = (call: JsonObject): Pick<ToolCallPart, 'proof' | 'extras'> =>
  given({ proof: proofOf(call), extras: withoutProof(membersBeside(call, callMembers)) })
