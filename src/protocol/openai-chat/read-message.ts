import { given } from '../../ir/defined.ts'
import type { Extras, MediaPart, Part, ToolCallPart, ToolResultPart } from '../../ir/part.ts'
import type { Message } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'
import { isObject } from '../json.ts'
import { LegacyCalls } from './legacy-calls.ts'
import { readCache, readContent, readImage } from './read-content.ts'
import { proofOf, withoutProof } from './tool-proof.ts'
import { plainFields, readThoughts, thoughtFields } from './thoughts.ts'

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const

/** Reads a conversation. What its calls were is remembered for their results. */
export class MessageReader {
  readonly #legacy = new LegacyCalls()
  readonly #customCalls = new Set<string>()

  read(field: Field): readonly Message[] {
    if (!field.isGiven) field.reject('must be an object')
    if (field.object() === undefined) return []
    const role = field.at('role')
    if (!role.isGiven) role.reject('is required: a string')
    const known = role.oneOf(roles)
    return known === undefined ? [] : [this.#readAs(known, field)]
  }

  #readAs(role: (typeof roles)[number], field: Field): Message {
    switch (role) {
      case 'system':
      case 'developer':
      case 'user':
        return this.#message(field, role, readContent(field.at('content')))
      case 'assistant':
        return this.#message(field, role, this.#answerParts(field))
      case 'tool':
      case 'function':
        return this.#result(field, role)
      default:
        return role satisfies never
    }
  }

  #message(field: Field, role: Message['role'], parts: readonly Part[]): Message {
    const known = role === 'assistant' ? assistantMembers : members
    return {
      role,
      parts: marked(parts, field),
      ...given({ name: field.at('name').text(), extras: extrasOf(field, known) }),
    }
  }

  #answerParts(field: Field): readonly Part[] {
    const refusal = field.at('refusal').text() ?? ''
    const audio = field.at('audio')
    const heard: readonly MediaPart[] =
      audio.object() === undefined
        ? []
        : [{ type: 'audio', source: { type: 'file', id: audio.at('id').requiredText() } }]
    const images = field.at('images').items().flatMap(readImage)
    return [
      ...this.#thoughts(field),
      ...readContent(field.at('content')),
      ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
      ...heard,
      ...images,
      ...field
        .at('tool_calls')
        .items()
        .flatMap((call) => this.#call(call)),
      ...this.#legacyCall(field.at('function_call')),
    ]
  }

  #thoughts(field: Field): readonly Part[] {
    if (!thoughtFields.some((name) => field.at(name).isGiven)) return []
    for (const name of plainFields) field.at(name).text()
    for (const detail of field.at('reasoning_details').items())
      for (const name of ['type', 'text', 'summary', 'data', 'signature', 'id'])
        detail.at(name).text()
    return isObject(field.value) ? readThoughts(field.value) : []
  }

  #call(field: Field): readonly ToolCallPart[] {
    if (!field.isGiven) field.reject('must be an object')
    if (field.object() === undefined) return []
    const kind = field.at('type').oneOf(['function', 'custom']) ?? 'function'
    const called = field.at(kind)
    if (!called.isGiven) called.reject('is required: an object')
    called.object()
    const id = field.at('id').requiredText()
    if (kind === 'custom') this.#customCalls.add(id)
    const text = called.at(kind === 'custom' ? 'input' : 'arguments').text() ?? ''
    const extras = withoutProof(field.extras(callMembers))
    return [
      {
        type: 'tool-call',
        kind,
        id,
        name: called.at('name').requiredText(),
        arguments: kind === 'function' && text === '' ? '{}' : text,
        ...given({ proof: proofOf(field.value), extras }),
      },
    ]
  }

  #legacyCall(field: Field): readonly ToolCallPart[] {
    if (field.object() === undefined) return []
    const name = field.at('name').requiredText()
    const text = field.at('arguments').text() ?? ''
    return [
      {
        type: 'tool-call',
        kind: 'function',
        id: this.#legacy.called(name),
        name,
        arguments: text === '' ? '{}' : text,
        extras: { function_call: true },
      },
    ]
  }

  #result(field: Field, role: 'tool' | 'function'): Message {
    const isLegacy = role === 'function'
    const name = isLegacy ? field.at('name').requiredText() : field.at('name').text()
    const callId = isLegacy
      ? this.#legacy.answered(name ?? '')
      : field.at('tool_call_id').requiredText()
    const result: ToolResultPart = {
      type: 'tool-result',
      kind: this.#customCalls.has(callId) ? 'custom' : 'function',
      callId,
      parts: readContent(field.at('content')),
      ...given({ name, cache: readCache(field) }),
    }
    const own = extrasOf(field, resultMembers)
    const extras = isLegacy ? { ...own, role } : own
    return { role: 'tool', parts: [result], ...given({ extras }) }
  }
}

const members: ReadonlySet<string> = new Set(['role', 'content', 'name'])
const assistantMembers: ReadonlySet<string> = new Set([
  ...members,
  ...thoughtFields,
  'refusal',
  'audio',
  'images',
  'tool_calls',
  'function_call',
])
const resultMembers: ReadonlySet<string> = new Set([...members, 'tool_call_id'])
const callMembers: ReadonlySet<string> = new Set(['id', 'type', 'function', 'custom'])

/** `content` among the extras says that it was a list: only this protocol tells a text from a list of one. */
const extrasOf = (field: Field, known: ReadonlySet<string>): Extras | undefined => {
  const extras = field.extras(known)
  return field.at('content').isList ? { ...extras, content: 'list' } : extras
}

/** A mark on the message is one on its end. */
const marked = (parts: readonly Part[], field: Field): readonly Part[] => {
  const cache = readCache(field)
  const last = parts.at(-1)
  return cache === undefined || last?.type !== 'text'
    ? parts
    : [...parts.slice(0, -1), { ...last, cache }]
}
