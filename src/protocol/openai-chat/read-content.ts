import { given } from '../../ir/defined.ts'
import type { CacheMark, MediaPart, MediaSource, Part } from '../../ir/part.ts'
import { readDataUrl } from '../data-url.ts'
import type { Field } from '../field.ts'
import { isObject } from '../json.ts'
import { mediaTypeOf } from './sound.ts'

/** The content of a message: nothing, one text, or a list of parts. */
export const readContent = (content: Field): readonly Part[] => {
  if (!content.isGiven) return []
  if (content.isList) return content.items().flatMap(readPart)
  if (!content.isText) {
    content.reject('must be a string or a list')
    return []
  }
  const text = content.text() ?? ''
  return text === '' ? [] : [{ type: 'text', text }]
}

const readPart = (part: Field): readonly Part[] => {
  if (!part.isGiven) part.reject('must be an object')
  if (part.object() === undefined) return []
  const type = part.at('type').requiredText()
  switch (type) {
    case 'text':
      return [
        {
          type,
          text: part.at('text').requiredText(),
          ...beside(part, textMembers),
        },
      ]
    case 'refusal':
      return [{ type, text: part.at('refusal').requiredText() }]
    case 'image_url':
      return readImage(part)
    case 'video_url':
      return readVideo(part)
    case 'input_audio':
      return [readAudio(part)]
    case 'file':
      return readFile(part)
    default:
      return [{ type: 'foreign', kind: type, value: part.value }]
  }
}

const textMembers: ReadonlySet<string> = new Set(['type', 'text'])

type Beside = Pick<MediaPart, 'cache' | 'extras'>

const beside = (part: Field, known: ReadonlySet<string>): Beside =>
  given({ cache: readCache(part), extras: part.extras(known) })

/**
 * OpenAI's own mark, or Anthropic's, which clients of aggregators send. Either stays among the extras: this protocol's
 * upstreams get back what was theirs, and no mark that they might not know.
 */
export const readCache = (part: Field): CacheMark | undefined => {
  // Asked of every part of a long conversation, and nearly none has one.
  if (!hasMark(part.value)) return undefined
  const mark = part.at('cache_control')
  if (mark.object() !== undefined) {
    const ttl = mark.at('ttl').oneOf(['5m', '1h'])
    return ttl === undefined ? {} : { ttl }
  }
  return part.at('prompt_cache_breakpoint').object() === undefined ? undefined : {}
}

const hasMark = (part: unknown): boolean =>
  isObject(part) &&
  (part['cache_control'] !== undefined || part['prompt_cache_breakpoint'] !== undefined)

const imageMembers: ReadonlySet<string> = new Set(['type', 'image_url'])

export const readImage = (part: Field): readonly MediaPart[] => {
  const image = required(part.at('image_url'))
  const source = readUrl(image.at('url'))
  if (source === undefined) return []
  const detail = image.at('detail').text()
  return [{ type: 'image', source, ...given({ detail }), ...beside(part, imageMembers) }]
}

const videoMembers: ReadonlySet<string> = new Set(['type', 'video_url'])

const readVideo = (part: Field): readonly MediaPart[] => {
  const source = readUrl(required(part.at('video_url')).at('url'))
  return source === undefined ? [] : [{ type: 'video', source, ...beside(part, videoMembers) }]
}

const audioMembers: ReadonlySet<string> = new Set(['type', 'input_audio'])

const readAudio = (part: Field): MediaPart => {
  const audio = required(part.at('input_audio'))
  const mediaType = mediaTypeOf(audio.at('format').requiredText())
  const data = audio.at('data').requiredText()
  return { type: 'audio', source: { type: 'data', mediaType, data }, ...beside(part, audioMembers) }
}

const fileMembers: ReadonlySet<string> = new Set(['type', 'file'])

const readFile = (part: Field): readonly MediaPart[] => {
  const file = required(part.at('file'))
  const id = file.at('file_id').text()
  const title = file.at('filename').text()
  const data = file.at('file_data')
  if (id === undefined && !data.isGiven) file.reject('needs a file_id or file_data')
  const source: MediaSource | undefined = id === undefined ? readUrl(data) : { type: 'file', id }
  return source === undefined
    ? []
    : [{ type: 'document', source, ...given({ title }), ...beside(part, fileMembers) }]
}

const required = (field: Field): Field => {
  if (!field.isGiven) field.reject('is required: an object')
  field.object()
  return field
}

const remote = /^https?:\/\//i

/** Nothing else is taken: above all no path on this machine. */
const readUrl = (field: Field): MediaSource | undefined => {
  const url = field.requiredText()
  const data = readDataUrl(url)
  if (data !== undefined) return { type: 'data', ...data }
  if (remote.test(url)) return { type: 'url', url }
  field.reject('must be an http or https URL, or a data URL in base64')
  return undefined
}
