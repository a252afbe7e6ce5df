import type { MediaPart, MediaSource, Part } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { writeDataUrl } from '../data-url.ts'
import { isObject, type JsonObject } from '../json.ts'
import { toldProgram } from '../told-program.ts'
import { isOpenAiModel } from './models.ts'
import { formatOf } from './sound.ts'

export type Target = { readonly model: string; readonly isOwn: boolean; readonly report: Report }

/** What stands between two texts of a message that is one text. */
const textGap = '\n\n'

/**
 * A list only where it must be one: not all that imitate OpenAI take lists, and none needs a list of texts. What a
 * client of this protocol wrote as a list stays one.
 */
export const writeContent = (
  parts: readonly Part[],
  target: Target,
  isList: boolean,
): string | readonly JsonObject[] => {
  const list = parts.map((part) => writePart(part, target)).filter((part) => part !== undefined)
  if (isList || list.some((part) => part['type'] !== 'text')) return list
  return list.map((part) => part['text']).join(textGap)
}

const writePart = (part: Part, target: Target): JsonObject | undefined => {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...part.extras }
    case 'refusal':
      return target.isOwn
        ? { type: 'refusal', refusal: part.text }
        : { type: 'text', text: part.text }
    case 'image':
      return writeImage(part, target)
    case 'document':
      return writeDocument(part, target)
    case 'audio':
      return writeAudio(part, target)
    case 'video':
      return writeVideo(part, target)
    case 'foreign':
      return isObject(part.value) ? part.value : undefined
    case 'code':
      target.report.warn(
        'messages',
        'hold programs that another vendor ran, which are told as text',
      )
      return { type: 'text', text: toldProgram(part) }
    // What was found is told by the text that follows.
    case 'web-search':
    case 'thinking':
    case 'tool-call':
    case 'tool-result':
      return undefined
    default:
      return part satisfies never
  }
}

export const writeImage = (part: MediaPart, { report }: Target): JsonObject | undefined => {
  const url = urlOf(part.source)
  if (url === undefined) {
    report.refuse('messages', 'hold an image by the name of an uploaded file')
    return undefined
  }
  const { detail, extras } = part
  return {
    type: 'image_url',
    image_url: { url, ...(detail === undefined ? {} : { detail }) },
    ...extras,
  }
}

const urlOf = (source: MediaSource): string | undefined => {
  switch (source.type) {
    case 'data':
      return writeDataUrl(source)
    case 'url':
      return source.url
    case 'file':
    case 'text':
      return undefined
    default:
      return source satisfies never
  }
}

const textTypes = /^text\/|^application\/(?:json|xml|yaml|x-yaml|toml|javascript)(?:;|$)/

/** Documents are taken as PDF, by data or by the name of an uploaded file; those that are text are told as text. */
const writeDocument = (part: MediaPart, target: Target): JsonObject | undefined => {
  const { source, title, extras } = part
  const { isOwn, report } = target
  switch (source.type) {
    case 'text':
      return textDocument(source.text, title)
    case 'data':
      if (!isOwn && textTypes.test(source.mediaType))
        return textDocument(Buffer.from(source.data, 'base64').toString('utf8'), title)
      return {
        type: 'file',
        file: { ...fileName(part, isOwn), file_data: writeDataUrl(source) },
        ...extras,
      }
    case 'file':
      // Google names an uploaded file by its address.
      if (source.id.includes('/')) break
      return {
        type: 'file',
        file: { file_id: source.id, ...(title === undefined ? {} : { filename: title }) },
        ...extras,
      }
    case 'url':
      if (!isOwn) break
      return {
        type: 'file',
        file: { ...fileName(part, isOwn), file_data: source.url },
        ...extras,
      }
    default:
      return source satisfies never
  }
  report.refuse('messages', 'hold a document by an address, where this upstream takes only data')
  return undefined
}

const textDocument = (text: string, title: string | undefined): JsonObject => ({
  type: 'text',
  text: title === undefined ? text : `${title}${textGap}${text}`,
})

/** Data without a name is not taken. */
const fileName = ({ title, source }: MediaPart, isOwn: boolean): JsonObject => {
  if (title !== undefined) return { filename: title }
  if (isOwn || source.type !== 'data') return {}
  return { filename: `document.${source.mediaType.slice(source.mediaType.indexOf('/') + 1)}` }
}

const writeAudio = ({ source, extras }: MediaPart, { report }: Target): JsonObject | undefined => {
  const format = source.type === 'data' ? formatOf(source.mediaType) : ''
  if (source.type !== 'data' || format === '') {
    report.refuse('messages', 'can hold sound only as data')
    return undefined
  }
  return { type: 'input_audio', input_audio: { data: source.data, format }, ...extras }
}

/** Not OpenAI's, but what most that take videos have agreed on: OpenRouter, Qwen, vLLM, Z.ai. */
const writeVideo = (part: MediaPart, target: Target): JsonObject | undefined => {
  const url = urlOf(part.source)
  if (url === undefined || (isOpenAiModel(target.model) && !target.isOwn)) {
    target.report.refuse('messages', 'hold a video, which this upstream does not take')
    return undefined
  }
  return { type: 'video_url', video_url: { url }, ...part.extras }
}
