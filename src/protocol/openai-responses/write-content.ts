import type { Extras, MediaPart, MediaSource, Part } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { writeDataUrl } from '../data-url.ts'
import { entryOf } from '../entry.ts'
import type { JsonObject } from '../json.ts'
import { isMessagePart, writeContent } from './write-item.ts'

/** A text, a picture, a document or a sound of a user, or what a tool has returned. */
export const writeInputPart = (part: Part, report: Report): JsonObject | undefined => {
  switch (part.type) {
    case 'text': {
      const { item: _, ...extras } = part.extras ?? {}
      return { type: 'input_text', text: part.text, ...extras }
    }
    case 'refusal':
      return { type: 'input_text', text: part.text }
    case 'image':
      return writeImage(part, report)
    case 'document':
      return writeDocument(part, report)
    case 'audio':
      return writeAudio(part, report)
    case 'video':
      report.refuse('messages', 'cannot hold a video')
      return undefined
    case 'thinking':
    case 'tool-call':
    case 'tool-result':
    case 'web-search':
    case 'code':
    case 'foreign':
      return undefined
    default:
      return part satisfies never
  }
}

/** A text of the model's own, as it is told back to it. */
export const writeModelText = (part: Part): JsonObject | undefined => {
  if (!isMessagePart(part)) return undefined
  const { annotations, logprobs, ...content } = writeContent(part)
  return {
    ...content,
    ...(Array.isArray(annotations) && annotations.length > 0 ? { annotations } : {}),
    ...(Array.isArray(logprobs) && logprobs.length > 0 ? { logprobs } : {}),
  }
}

const writeImage = (part: MediaPart, report: Report): JsonObject | undefined => {
  const { source, detail, extras } = part
  const place = placeOf(source, report)
  if (place === undefined) return undefined
  return {
    type: 'input_image',
    ...('file' in place ? { file_id: place.file } : { image_url: place.url }),
    ...(detail === undefined ? {} : { detail }),
    ...withoutItem(extras),
  }
}

const writeDocument = (part: MediaPart, report: Report): JsonObject | undefined => {
  const { source, title, detail, extras } = part
  if (source.type === 'text')
    return {
      type: 'input_text',
      text: title === undefined ? source.text : `${title}\n\n${source.text}`,
    }
  const place = placeOf(source, report)
  if (place === undefined) return undefined
  return {
    type: 'input_file',
    ...filePlace(place, source),
    ...nameOf(part, title),
    ...(detail === undefined ? {} : { detail }),
    ...withoutItem(extras),
  }
}

const filePlace = (place: Place, source: MediaSource): JsonObject => {
  if ('file' in place) return { file_id: place.file }
  return source.type === 'data' ? { file_data: place.url } : { file_url: place.url }
}

/** Data without a name is not taken. */
const nameOf = ({ source }: MediaPart, title: string | undefined): JsonObject => {
  if (title !== undefined) return { filename: title }
  if (source.type !== 'data') return {}
  const ending = source.mediaType.slice(source.mediaType.indexOf('/') + 1)
  return { filename: ending === 'plain' ? 'document.txt' : `document.${ending}` }
}

type Place = { readonly file: string } | { readonly url: string }

const placeOf = (source: MediaSource, report: Report): Place | undefined => {
  switch (source.type) {
    case 'data':
      return { url: writeDataUrl(source) }
    case 'url':
      return { url: source.url }
    case 'file':
      // Google names an uploaded file by its address.
      if (!source.id.includes('/')) return { file: source.id }
      report.refuse('messages', 'cannot name a file that was uploaded to another vendor')
      return undefined
    case 'text':
      report.refuse('messages', 'cannot hold a text in the place of a picture')
      return undefined
    default:
      return source satisfies never
  }
}

const audioFormats: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
}

const writeAudio = ({ source, extras }: MediaPart, report: Report): JsonObject | undefined => {
  const format = source.type === 'data' ? entryOf(audioFormats, source.mediaType) : undefined
  if (source.type !== 'data' || format === undefined) {
    report.refuse('messages', 'can hold sound only as MP3 or WAV data')
    return undefined
  }
  return { type: 'input_audio', input_audio: { data: source.data, format }, ...withoutItem(extras) }
}

const withoutItem = (extras: Extras = {}): Extras => {
  const { item: _, ...own } = extras
  return own
}
