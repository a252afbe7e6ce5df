import type { Extras, Part, ToolCallPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import { readCitations, readLogprobs } from './annotations.ts'
import { nativeCall } from './native-tools.ts'
import { isUsualStatus } from './status.ts'

/**
 * The parts of one item that a model wrote. Lenient: vendors that speak this protocol leave much away. What cannot be
 * said in parts alone is kept in their extras: for texts the members of the message around them as `item`, for calls
 * the item's other members, for what the vendor ran by itself the whole `item`.
 */
export const readItem = (item: JsonObject, ids: Ids): readonly Part[] => {
  switch (item['type']) {
    case 'message':
      return readMessage(item)
    case 'reasoning':
      return [readReasoning(item)]
    case 'function_call':
      return [readFunctionCall(item, ids)]
    case 'custom_tool_call':
      return [readCustomCall(item, ids)]
    case 'web_search_call':
      return [readWebSearch(item)]
    case 'code_interpreter_call':
      return [readCode(item)]
    case 'image_generation_call':
      return [readImage(item)]
    default:
      return [readOther(item, ids)]
  }
}

const messageMembers: ReadonlySet<string> = new Set(['type', 'role', 'content', 'status'])

/** What a message tells beside its texts: its id, its phase, a state that is not the usual one. */
export const messageExtras = (item: JsonObject): Extras | undefined =>
  withStatus(item, membersBeside(item, messageMembers))

const readMessage = (item: JsonObject): readonly Part[] => {
  const extras = messageExtras(item)
  if (typeof item['content'] === 'string')
    return [
      {
        type: 'text',
        text: item['content'],
        ...(extras === undefined ? {} : { extras: { item: extras } }),
      },
    ]
  return listAt(item, 'content')
    .filter(isObject)
    .map((content) => readContent(content, extras))
}

const textMembers: ReadonlySet<string> = new Set(['type', 'text', 'annotations', 'logprobs'])
const refusalMembers: ReadonlySet<string> = new Set(['type', 'refusal'])

/** One of the texts of a message; `item` is what the message tells. */
export const readContent = (content: JsonObject, item: Extras | undefined): Part => {
  if (content['type'] === 'refusal')
    return {
      type: 'refusal',
      text: stringAt(content, 'refusal'),
      ...contentExtras(membersBeside(content, refusalMembers), item),
    }
  const citations = readCitations(content)
  const logprobs = readLogprobs(listAt(content, 'logprobs'))
  return {
    type: 'text',
    text: stringAt(content, 'text'),
    ...(citations.length === 0 ? {} : { citations }),
    ...(logprobs.length === 0 ? {} : { logprobs }),
    ...contentExtras(membersBeside(content, textMembers), item),
  }
}

const contentExtras = (
  own: Extras | undefined,
  item: Extras | undefined,
): { readonly extras?: Extras } =>
  own === undefined && item === undefined
    ? {}
    : { extras: { ...own, ...(item === undefined ? {} : { item }) } }

const reasoningMembers: ReadonlySet<string> = new Set([
  'type',
  'id',
  'summary',
  'encrypted_content',
  'status',
])

/** Models whose thoughts are open tell them as `content`, the others a summary of them. */
export const readReasoning = (item: JsonObject): Part & { readonly type: 'thinking' } => {
  const { id, encrypted_content: proof } = item
  const summary = textsAt(item, 'summary')
  const content = textsAt(item, 'content')
  const open = summary.length === 0 ? content : summary
  const extras = withStatus(item, membersBeside(item, reasoningMembers))
  // More than one paragraph cannot be told from the text alone.
  const isPlain = summary.length === 1 || open.length === 0
  const all = isPlain ? extras : { ...extras, summary: listAt(item, 'summary') }
  return {
    type: 'thinking',
    text: open.join(betweenParagraphs),
    ...(typeof proof === 'string' && proof !== '' ? { proof } : {}),
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    ...(all === undefined ? {} : { extras: all }),
  }
}

export const betweenParagraphs = '\n\n'

const textsAt = (item: JsonObject, key: string): readonly string[] =>
  listAt(item, key).flatMap((entry) =>
    isObject(entry) && typeof entry['text'] === 'string' ? [entry['text']] : [],
  )

const functionMembers: ReadonlySet<string> = new Set([
  'type',
  'call_id',
  'name',
  'arguments',
  'status',
])

const readFunctionCall = (item: JsonObject, ids: Ids): ToolCallPart => {
  const extras = withStatus(item, membersBeside(item, functionMembers))
  return {
    type: 'tool-call',
    kind: 'function',
    id: callId(item, ids),
    name: stringAt(item, 'name'),
    arguments: stringAt(item, 'arguments') || '{}',
    ...(extras === undefined ? {} : { extras }),
  }
}

const customMembers: ReadonlySet<string> = new Set(['type', 'call_id', 'name', 'input', 'status'])

const readCustomCall = (item: JsonObject, ids: Ids): ToolCallPart => {
  const extras = withStatus(item, membersBeside(item, customMembers))
  return {
    type: 'tool-call',
    kind: 'custom',
    id: callId(item, ids),
    name: stringAt(item, 'name'),
    arguments: stringAt(item, 'input'),
    ...(extras === undefined ? {} : { extras }),
  }
}

const callId = (item: JsonObject, ids: Ids): string =>
  stringAt(item, 'call_id') || stringAt(item, 'id') || ids.next('call_')

const withStatus = (item: JsonObject, extras: Extras | undefined): Extras | undefined =>
  isUsualStatus(item['status']) ? extras : { ...extras, status: item['status'] }

const readWebSearch = (item: JsonObject): Part => {
  const action = objectAt(item, 'action')
  const queries = listAt(action, 'queries').filter((query) => typeof query === 'string')
  const query = stringAt(action, 'query')
  const results = listAt(action, 'sources')
    .filter(isObject)
    .filter((source) => typeof source['url'] === 'string')
    .map((source) => ({ url: stringAt(source, 'url'), title: stringAt(source, 'title') }))
  return {
    type: 'web-search',
    id: stringAt(item, 'id'),
    queries: queries.length > 0 || query === '' ? queries : [query],
    ...(results.length === 0 ? {} : { results }),
    ...(item['status'] === 'failed' ? { hasFailed: true } : {}),
    extras: { item },
  }
}

const readCode = (item: JsonObject): Part => {
  const output = listAt(item, 'outputs')
    .filter(isObject)
    .map((entry) => stringAt(entry, 'logs'))
    .join('')
  const hasFailed = item['status'] === 'failed'
  return {
    type: 'code',
    id: stringAt(item, 'id'),
    code: codeOf(item),
    language: 'python',
    ...(output === '' && !hasFailed ? {} : { result: { output, hasFailed } }),
    extras: { item },
  }
}

/** xAI writes it as a function's arguments (recorded 2025-10-29). */
const codeOf = (item: JsonObject): string => {
  if (typeof item['code'] === 'string') return item['code']
  try {
    const given: unknown = JSON.parse(stringAt(item, 'arguments'))
    return isObject(given) ? stringAt(given, 'code') : ''
  } catch {
    return ''
  }
}

const readImage = (item: JsonObject): Part => {
  const data = stringAt(item, 'result')
  if (data === '') return { type: 'foreign', kind: 'image_generation_call', value: item }
  const format = stringAt(item, 'output_format') || 'png'
  return {
    type: 'image',
    source: { type: 'data', mediaType: mediaTypeOf(format), data },
    extras: { item },
  }
}

const mediaTypeOf = (format: string): string =>
  format === 'svg' ? 'image/svg+xml' : `image/${format}`

const readOther = (item: JsonObject, ids: Ids): Part => {
  const tool = nativeCall(item)
  if (tool === undefined) return { type: 'foreign', kind: stringAt(item, 'type'), value: item }
  return {
    type: 'tool-call',
    kind: 'function',
    id: callId(item, ids),
    name: tool.type,
    arguments: JSON.stringify(tool.readArguments(item)),
    extras: { item },
  }
}
