import { given } from '../../ir/defined.ts'
import type { MediaPart, MediaSource, Part, TextPart } from '../../ir/part.ts'
import { readDataUrl } from '../data-url.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { soundTypeOf } from './sound.ts'

/** `content` of an answer: a text, or a list of texts and thoughts (Mistral). */
export const readTexts = (message: JsonObject): readonly Part[] => {
  const { content } = message
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return listAt(message, 'content').filter(isObject).flatMap(readListed)
}

/** https://docs.mistral.ai/capabilities/reasoning */
const readListed = (item: JsonObject): readonly Part[] => {
  if (item['type'] === 'thinking') {
    const text = textIn(item['thinking'])
    return text === '' ? [] : [{ type: 'thinking', text }]
  }
  const text = stringAt(item, 'text')
  return text === '' ? [] : [{ type: 'text', text }]
}

const textIn = (value: unknown): string => {
  if (typeof value === 'string') return value
  return Array.isArray(value)
    ? value
        .filter(isObject)
        .map((item) => stringAt(item, 'text'))
        .join('')
    : ''
}

/** `images` of an answer, as OpenRouter and those after it have them. */
export const readImages = (message: JsonObject): readonly MediaPart[] =>
  listAt(message, 'images')
    .filter(isObject)
    .flatMap((image) => {
      const source = sourceOf(stringAt(objectAt(image, 'image_url'), 'url'))
      return source === undefined ? [] : [{ type: 'image', source }]
    })

const sourceOf = (url: string): MediaSource | undefined => {
  const data = readDataUrl(url)
  if (data !== undefined) return { type: 'data', ...data }
  return /^https?:\/\//i.test(url) ? { type: 'url', url } : undefined
}

/** `audio` of an answer: the sound, and its words as a text. */
export const readSound = (message: JsonObject): readonly Part[] => {
  const audio = objectAt(message, 'audio')
  if (audio === undefined) return []
  const transcript = stringAt(audio, 'transcript')
  return [
    ...(transcript === '' ? [] : [transcriptOf(transcript)]),
    ...soundPart(audio, stringAt(audio, 'data')),
  ]
}

/** Said, not written: only this protocol tells the two apart. */
export const transcriptOf = (text: string): TextPart => ({
  type: 'text',
  text,
  extras: { audio: 'transcript' },
})

export const isTranscript = (part: Part): boolean =>
  part.type === 'text' && part.extras?.['audio'] === 'transcript'

export const soundPart = (audio: JsonObject, data: string): readonly MediaPart[] => {
  if (data === '') return []
  const { id, expires_at } = audio
  const extras = given({ id, expires_at })
  return [
    {
      type: 'audio',
      source: { type: 'data', mediaType: soundTypeOf(data), data },
      ...(Object.keys(extras).length === 0 ? {} : { extras }),
    },
  ]
}
