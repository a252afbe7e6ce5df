import type { Usage } from '../../ir/usage.ts'
import { objectAt, parseBytes, type JsonObject } from '../json.ts'
import { scanTopLevel } from '../json-scan.ts'
import { readInputUsage } from '../openai-usage.ts'
import type { StreamReader } from '../protocol.ts'
import { content, hasError, readStreamBy, streamError } from '../stream-reader.ts'

/**
 * Streams of images and of transcripts: each event says its type, and the last one of an image or a text is
 * `….completed` or `….done`, with the usage. Where several images were asked for, others follow it; the upstream closes.
 */
export const readMediaStream = (): StreamReader =>
  readStreamBy((payload, event) => {
    if (hasError(payload)) return streamError(event.data)
    const { type } = payload
    if (typeof type !== 'string' || !/\.(completed|done)$/.test(type)) return content
    const usage = usageOf(payload)
    return { phase: 'content', isComplete: true, ...(usage === undefined ? {} : { usage }) }
  }, parseLean)

const usageOf = (payload: JsonObject): Partial<Usage> | undefined => {
  const usage = objectAt(payload, 'usage')
  return usage === undefined ? undefined : readInputUsage(usage)
}

/** An image is megabytes of text that nobody here reads. */
const parseLean = (data: string): unknown => {
  const { spans, isComplete } = scanTopLevel(data, ['type', 'usage', 'error'])
  if (!isComplete) return undefined
  return Object.fromEntries(
    Array.from(spans, ([key, { start, end }]) => [key, parseBytes(data.slice(start, end))]),
  )
}
