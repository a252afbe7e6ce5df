import { isObject, type JsonObject } from '../protocol/json.ts'
import type { ModelCard } from '../protocol/protocol.ts'
import type { ModelPage } from './channel.ts'

type ListShape = {
  /** The key of the list in the answer, and of a model's name in its object. */
  readonly list: 'data' | 'models'
  readonly name: 'id' | 'name'
  readonly rawProtocol: 'openai' | 'anthropic' | 'gemini'
  nextQuery(answer: JsonObject): string | undefined
}

/**
 * Reads one page of an upstream's model list, leniently: an entry without a name is left out, anything that is
 * not a list gives none. Sources: OpenAI and Anthropic `GET /v1/models`, Gemini `GET /v1beta/models`.
 */
export const readModelPage = (channel: string, shape: ListShape, body: string): ModelPage => {
  const answer = parseObject(body)
  const entries = answer[shape.list]
  return {
    models: Array.isArray(entries) ? entries.flatMap((entry) => cardOf(channel, shape, entry)) : [],
    nextQuery: shape.nextQuery(answer),
  }
}

export const openaiList: ListShape = {
  list: 'data',
  name: 'id',
  rawProtocol: 'openai',
  nextQuery: () => undefined,
}

export const anthropicList: ListShape = {
  list: 'data',
  name: 'id',
  rawProtocol: 'anthropic',
  nextQuery: (answer) =>
    answer['has_more'] === true && typeof answer['last_id'] === 'string'
      ? `after_id=${encodeURIComponent(answer['last_id'])}`
      : undefined,
}

export const geminiList: ListShape = {
  list: 'models',
  name: 'name',
  rawProtocol: 'gemini',
  nextQuery: (answer) =>
    typeof answer['nextPageToken'] === 'string' && answer['nextPageToken'] !== ''
      ? `pageToken=${encodeURIComponent(answer['nextPageToken'])}`
      : undefined,
}

const cardOf = (channel: string, shape: ListShape, entry: unknown): ModelCard[] => {
  if (!isObject(entry)) return []
  const name = entry[shape.name]
  if (typeof name !== 'string' || name === '') return []
  return [
    {
      id: name.replace(/^models\//, ''),
      channel,
      raw: JSON.stringify(entry),
      rawProtocol: shape.rawProtocol,
    },
  ]
}

const parseObject = (body: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
