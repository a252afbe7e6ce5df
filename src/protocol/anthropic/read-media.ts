import type { MediaPart, MediaSource, Part } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { isObject } from '../json.ts'
import { readCacheMark } from './cache-mark.ts'

const imageKeys = new Set(['type', 'source', 'cache_control'])

export const readImage = (block: Field): Part => {
  const source = block.at('source')
  const kind = source.at('type').requiredText()
  const read = readSource(source, kind)
  if (read === undefined || read.type === 'text') return foreign('image', block)
  return { type: 'image', source: read, ...readMarks(block, imageKeys) }
}

const documentKeys = new Set(['type', 'source', 'title', 'cache_control'])

export const readDocument = (block: Field): Part => {
  const source = block.at('source')
  const kind = source.at('type').requiredText()
  const text = kind === 'content' ? textOf(source.at('content')) : undefined
  const read: MediaSource | undefined =
    text === undefined ? readSource(source, kind) : { type: 'text', text }
  if (read === undefined) return foreign('document', block)
  const marks = readMarks(block, documentKeys)
  const title = block.at('title').text()
  return {
    type: 'document',
    source: read,
    ...(title === undefined ? {} : { title }),
    ...marks,
    // Its pieces are what citations of it count.
    ...(text === undefined ? {} : { extras: { ...marks.extras, source: source.value } }),
  }
}

const searchResultKeys = new Set(['title', 'cache_control'])

/** A document in pieces that the client has found by itself. All but its text and title mean something here alone. */
export const readSearchResult = (block: Field): Part => {
  block.at('source').requiredText()
  const title = block.at('title').requiredText()
  const text = textOf(block.at('content')) ?? ''
  return {
    type: 'document',
    source: { type: 'text', text },
    title,
    ...readMarks(block, searchResultKeys),
  }
}

const readMarks = (
  block: Field,
  known: ReadonlySet<string>,
): Pick<MediaPart, 'cache' | 'extras'> => {
  const cache = readCacheMark(block.at('cache_control'))
  const extras = block.extras(known)
  return {
    ...(cache === undefined ? {} : { cache }),
    ...(extras === undefined ? {} : { extras }),
  }
}

const readSource = (source: Field, kind: string): MediaSource | undefined => {
  switch (kind) {
    case 'base64':
      return {
        type: 'data',
        mediaType: source.at('media_type').requiredText(),
        data: source.at('data').requiredText(),
      }
    case 'url':
      return { type: 'url', url: source.at('url').requiredText() }
    case 'file':
      return { type: 'file', id: source.at('file_id').requiredText() }
    case 'text':
      return { type: 'text', text: source.at('data').requiredText() }
    default:
      return undefined
  }
}

/** The text of pieces; undefined when there are images among them. */
const textOf = (content: Field): string | undefined => {
  if (content.isText) return content.text()
  const pieces = content.items()
  if (pieces.some(({ value }) => isObject(value) && value['type'] === 'image')) return undefined
  return pieces.map((piece) => piece.at('text').requiredText()).join('\n')
}

const foreign = (kind: string, block: Field): Part => ({
  type: 'foreign',
  kind,
  value: block.value,
})
