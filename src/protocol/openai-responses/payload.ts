import { parseBytes, type JsonObject } from '../json.ts'
import { scanTopLevel, type Span } from '../json-scan.ts'

/**
 * Events that carry the whole response repeat its instructions and tools, often tens of kilobytes, three times a
 * stream. Above this size only what a reader looks at is parsed (at 40 KB: about a tenth of the time).
 */
const leanAboveBytes = 4_096

export const parsePayload = (data: string): unknown =>
  data.length > leanAboveBytes ? parseLean(data) : parseBytes(data)

const parseLean = (data: string): JsonObject | undefined => {
  const { spans, isComplete } = scanTopLevel(data, [
    'type',
    'response',
    'item',
    'part',
    'error',
    'code',
    'message',
  ])
  if (!isComplete) return undefined
  const payload: Record<string, unknown> = {}
  for (const [key, span] of spans)
    payload[key] =
      key === 'response' ? parseResponse(data, span) : parseBytes(data.slice(span.start, span.end))
  return payload
}

const responseKeys = ['usage', 'id', 'store', 'background']

const parseResponse = (data: string, within: Span): JsonObject => {
  const response: Record<string, unknown> = {}
  for (const [key, span] of scanTopLevel(data, responseKeys, within).spans)
    response[key] = parseBytes(data.slice(span.start, span.end))
  return response
}
