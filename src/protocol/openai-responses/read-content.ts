import type { Extras, MediaPart, MediaSource, Part, TextPart } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { readDataUrl } from '../data-url.ts'
import { readContent } from './read-item.ts'

const contentTypes = [
  'input_text',
  'input_image',
  'input_file',
  'input_audio',
  'output_text',
  'text',
  'refusal',
  'summary_text',
  'reasoning_text',
] as const

/** The content of a message, or what a tool has returned: a text or a list. */
export const readContentList = (content: Field, item?: Extras): readonly Part[] => {
  if (content.isText) {
    const text = content.text() ?? ''
    return [{ type: 'text', text, ...(item === undefined ? {} : { extras: { item } }) }]
  }
  if (!content.isGiven) content.reject('is required: a string or a list')
  return content.items().flatMap((part) => readPart(part, item))
}

const readPart = (part: Field, item: Extras | undefined): readonly Part[] => {
  if (!part.isGiven) part.reject('must be an object')
  if (part.object() === undefined) return []
  const type = part.at('type')
  if (!type.isGiven) type.reject('is required: a string')
  const known = type.oneOf(contentTypes)
  switch (known) {
    case undefined:
      return []
    case 'input_image':
      return [readImage(part)]
    case 'input_file':
      return [readFile(part)]
    case 'input_audio':
      return [readAudio(part)]
    case 'input_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      return [readInputText(part, item)]
    case 'output_text':
    case 'refusal':
      return [readOutput(part, item)]
    default:
      return known satisfies never
  }
}

const textMembers: ReadonlySet<string> = new Set(['type', 'text', 'annotations', 'logprobs'])

const readInputText = (part: Field, item: Extras | undefined): TextPart => {
  const own = part.extras(textMembers)
  const extras = { ...own, ...(item === undefined ? {} : { item }) }
  return {
    type: 'text',
    text: part.at('text').requiredText(),
    ...cacheOf(part),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

const readOutput = (part: Field, item: Extras | undefined): Part => {
  part.at(part.at('type').value === 'refusal' ? 'refusal' : 'text').requiredText()
  for (const list of ['annotations', 'logprobs'])
    for (const entry of part.at(list).items()) entry.object()
  return readContent(part.object() ?? {}, item)
}

const imageMembers: ReadonlySet<string> = new Set(['type', 'image_url', 'file_id', 'detail'])

const readImage = (part: Field): MediaPart => {
  const url = part.at('image_url').text()
  const file = part.at('file_id').text()
  const detail = part.at('detail').text()
  if (url === undefined && file === undefined)
    part.at('image_url').reject('is required, or file_id')
  return {
    type: 'image',
    source: sourceOf({ url, file }),
    ...(detail === undefined ? {} : { detail }),
    ...cacheOf(part),
    ...extrasOf(part, imageMembers),
  }
}

const fileMembers: ReadonlySet<string> = new Set([
  'type',
  'file_data',
  'file_url',
  'file_id',
  'filename',
  'detail',
])

const readFile = (part: Field): MediaPart => {
  const data = part.at('file_data').text()
  const url = part.at('file_url').text()
  const file = part.at('file_id').text()
  const title = part.at('filename').text()
  const detail = part.at('detail').text()
  if (data === undefined && url === undefined && file === undefined)
    part.at('file_data').reject('is required, or file_url, or file_id')
  return {
    type: 'document',
    source: data === undefined ? sourceOf({ url, file }) : dataOf(data),
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
    ...cacheOf(part),
    ...extrasOf(part, fileMembers),
  }
}

/** The vendor takes the bare base64 of a PDF as well. */
const dataOf = (data: string): MediaSource => {
  const told = readDataUrl(data)
  return { type: 'data', ...(told ?? { mediaType: 'application/pdf', data }) }
}

const sourceOf = ({
  url,
  file,
}: {
  readonly url: string | undefined
  readonly file: string | undefined
}): MediaSource => {
  if (url === undefined) return { type: 'file', id: file ?? '' }
  const data = readDataUrl(url)
  return data === undefined ? { type: 'url', url } : { type: 'data', ...data }
}

const audioMembers: ReadonlySet<string> = new Set(['type', 'input_audio'])

const readAudio = (part: Field): MediaPart => {
  const audio = part.at('input_audio')
  if (!audio.isGiven) audio.reject('is required: an object')
  const format = audio.at('format').oneOf(['mp3', 'wav']) ?? 'wav'
  const data = audio.at('data').requiredText()
  return {
    type: 'audio',
    source: { type: 'data', mediaType: format === 'mp3' ? 'audio/mpeg' : 'audio/wav', data },
    ...extrasOf(part, audioMembers),
  }
}

const cacheOf = (part: Field): { readonly cache?: Record<string, never> } =>
  part.at('prompt_cache_breakpoint').object() === undefined ? {} : { cache: {} }

const extrasOf = (part: Field, known: ReadonlySet<string>): { readonly extras?: Extras } => {
  const extras = part.extras(known)
  return extras === undefined ? {} : { extras }
}
