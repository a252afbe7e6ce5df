import type { MediaPart } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { stringAt, type JsonObject } from '../json.ts'
import { cacheControl } from './cache-mark.ts'

const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** An image, a document or a sound of a request. What Anthropic does not take is refused: without it the prompt is another. */
export const writeMedia = (part: MediaPart, report: Report): readonly JsonObject[] => {
  const source = sourceOf(part)
  if (typeof source === 'string') {
    report.refuse('messages', source)
    return []
  }
  if (stringAt(part.extras, 'type') === 'search_result')
    return [{ ...part.extras, title: part.title ?? '', ...cacheControl(part.cache) }]
  return [
    {
      type: part.type,
      source,
      ...(part.title === undefined || part.type === 'image' ? {} : { title: part.title }),
      ...cacheControl(part.cache),
      ...part.extras,
    },
  ]
}

/** The block's `source`, or why there is none. */
const sourceOf = ({ type, source }: MediaPart): JsonObject | string => {
  if (type === 'audio' || type === 'video') return `hold ${type}, which Anthropic does not take`
  switch (source.type) {
    case 'url':
      return { type: 'url', url: source.url }
    case 'file':
      return source.id.startsWith('file_')
        ? { type: 'file', file_id: source.id }
        : 'name a file that was not uploaded to Anthropic'
    case 'text':
      return type === 'document'
        ? { type: 'text', media_type: 'text/plain', data: source.text }
        : 'hold an image that is text'
    case 'data':
      return type === 'image' ? imageSource(source) : documentSource(source)
    default:
      return source satisfies never
  }
}

type Data = { readonly mediaType: string; readonly data: string }

const imageSource = ({ mediaType, data }: Data): JsonObject | string => {
  const media_type = mediaType === 'image/jpg' ? 'image/jpeg' : mediaType
  return imageTypes.has(media_type)
    ? { type: 'base64', media_type, data }
    : `hold an image of type ${mediaType}: Anthropic takes JPEG, PNG, GIF and WebP`
}

const textTypes = /^text\/|^application\/(?:json|xml|yaml|x-yaml|toml|javascript)$/

const documentSource = ({ mediaType, data }: Data): JsonObject | string => {
  if (mediaType === 'application/pdf') return { type: 'base64', media_type: mediaType, data }
  if (!textTypes.test(mediaType))
    return `hold a document of type ${mediaType}: Anthropic takes PDF and text`
  const text = Buffer.from(data, 'base64').toString('utf8')
  return { type: 'text', media_type: 'text/plain', data: text }
}
