import { argumentsObject } from '../../ir/calls.ts'
import type { Extras, MediaPart, Part, ToolCallPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, objectAt, stringAt, type JsonObject } from '../json.ts'
import { writeCitation, writeLogprobs } from './annotations.ts'
import type { ToolOrigins } from './tool-origins.ts'

/** What an item is written with: the client's tools, and ids for what has none. */
export type ItemContext = { readonly origins: ToolOrigins; readonly ids: Ids }

/** The item of a part that is no text of a message; undefined when there is none for it. */
export const writeItem = (part: Part, context: ItemContext): JsonObject | undefined => {
  switch (part.type) {
    case 'thinking':
      return writeReasoning(part, part.id ?? context.ids.next('rs_'))
    case 'tool-call':
      return writeCall(part, context)
    case 'web-search':
      return itemOf(part) ?? writeWebSearch(part, ownId(part.id, 'ws_', context))
    case 'code':
      return itemOf(part) ?? writeCode(part, ownId(part.id, 'ci_', context))
    case 'image':
      return itemOf(part) ?? writeImage(part, context.ids)
    case 'foreign':
      return writeForeign(part, context.ids)
    case 'text':
    case 'refusal':
    case 'document':
    case 'audio':
    case 'video':
    case 'tool-result':
      return undefined
    default:
      return part satisfies never
  }
}

/** The vendor refuses an item whose id does not begin as those of its kind do, should it come back. */
const ownId = (id: string, prefix: string, { ids }: ItemContext): string =>
  id.startsWith(prefix) ? id : ids.next(prefix)

/** The item that a part was read from. */
export const itemOf = (part: { readonly extras?: Extras }): JsonObject | undefined =>
  objectAt(part.extras, 'item')

export const writeReasoning = (
  { text, proof, extras }: Part & { readonly type: 'thinking' },
  id: string | undefined,
): JsonObject => ({
  ...(id === undefined ? {} : { id }),
  type: 'reasoning',
  summary: text === '' ? [] : [{ type: 'summary_text', text }],
  ...extras,
  ...(proof === undefined ? {} : { encrypted_content: proof }),
})

const writeCall = (part: ToolCallPart, { origins, ids }: ItemContext): JsonObject => {
  const item = nativeItem(part, origins)
  if (item !== undefined) return identified(item.members, ids, item.idPrefix)
  const call = { ...writePlainCall(part, origins), ...statusOf(part) }
  return identified(call, ids, part.kind === 'custom' ? 'ctc_' : 'fc_')
}

const identified = (item: JsonObject, ids: Ids, prefix: string): JsonObject =>
  typeof item['id'] === 'string' ? item : { id: ids.next(prefix), ...item }

const statusOf = ({ extras }: ToolCallPart): JsonObject => ({
  status: extras?.['status'] ?? 'completed',
})

/** A call of a function or of a tool with free text. */
export const writePlainCall = (part: ToolCallPart, origins: ToolOrigins): JsonObject => {
  const origin = origins.get(part.name)
  return {
    type: part.kind === 'custom' ? 'custom_tool_call' : 'function_call',
    call_id: part.id,
    name: part.name,
    ...(part.kind === 'custom' ? { input: part.arguments } : { arguments: part.arguments }),
    ...(origin?.type === 'namespaced'
      ? { name: origin.name, namespace: stringAt(origin.namespace, 'name') }
      : {}),
    ...part.extras,
  }
}

/** A call of a tool that has items of a type of its own, without its id unless that is known. */
export const nativeItem = (
  part: ToolCallPart,
  origins: ToolOrigins,
): { readonly idPrefix: string; readonly members: JsonObject } | undefined => {
  const told = itemOf(part)
  if (told !== undefined) return { idPrefix: 'item_', members: told }
  const origin = origins.get(part.name)
  if (origin?.type !== 'native') return undefined
  const { tool } = origin
  return {
    idPrefix: tool.idPrefix,
    members: {
      type: tool.call,
      call_id: part.id,
      status: 'completed',
      ...tool.writeCall(argumentsObject(part.arguments)),
    },
  }
}

export const writeWebSearch = (
  { queries, results, hasFailed }: Part & { readonly type: 'web-search' },
  id: string | undefined,
): JsonObject => ({
  ...(id === undefined ? {} : { id }),
  type: 'web_search_call',
  status: hasFailed === true ? 'failed' : 'completed',
  action: {
    type: 'search',
    query: queries[0] ?? '',
    queries,
    ...(results === undefined ? {} : { sources: results.map(({ url }) => ({ type: 'url', url })) }),
  },
})

const writeCode = ({ code, result }: Part & { readonly type: 'code' }, id: string): JsonObject => ({
  id,
  type: 'code_interpreter_call',
  status: result?.hasFailed === true ? 'failed' : 'completed',
  code,
  container_id: '',
  outputs: result === undefined ? null : [{ type: 'logs', logs: result.output }],
})

/** The item holds the image itself: one that is somewhere else has no place. */
const writeImage = ({ source }: MediaPart, ids: Ids): JsonObject | undefined => {
  if (source.type !== 'data') return undefined
  const format = source.mediaType.slice('image/'.length)
  return {
    id: ids.next('ig_'),
    type: 'image_generation_call',
    status: 'completed',
    output_format: format === 'svg+xml' ? 'svg' : format,
    result: source.data,
  }
}

const writeForeign = (
  { value }: Part & { readonly type: 'foreign' },
  ids: Ids,
): JsonObject | undefined =>
  isObject(value) && typeof value['type'] === 'string' ? identified(value, ids, 'item_') : undefined

/** One text of a message. */
export const writeContent = (part: MessagePart): JsonObject => {
  const { item: _, ...extras } = part.extras ?? {}
  if (part.type === 'refusal') return { type: 'refusal', refusal: part.text, ...extras }
  return {
    type: 'output_text',
    annotations: (part.citations ?? [])
      .map((citation) => writeCitation(citation, part.text.length))
      .filter((annotation) => annotation !== undefined),
    logprobs: writeLogprobs(part.logprobs),
    text: part.text,
    ...extras,
  }
}

export type MessagePart = Part & { readonly type: 'text' | 'refusal' }

export const isMessagePart = (part: Part): part is MessagePart =>
  part.type === 'text' || part.type === 'refusal'

/** Texts that stood in one message, or that no message kept apart. */
export const areOfOneMessage = (one: MessagePart, other: MessagePart): boolean =>
  itemOf(one)?.['id'] === itemOf(other)?.['id']
