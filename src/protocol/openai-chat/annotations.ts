import type { Citation } from '../../ir/part.ts'
import { isObject, listAt, objectAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'

const pageMembers: ReadonlySet<string> = new Set([
  'url',
  'title',
  'content',
  'start_index',
  'end_index',
])

/** `annotations` of a message. The words of the source in `content` are OpenRouter's. */
export const readCitations = (message: JsonObject): readonly Citation[] =>
  listAt(message, 'annotations').filter(isObject).map(readCitation)

const readCitation = (annotation: JsonObject): Citation => {
  const page = objectAt(annotation, 'url_citation')
  // Another kind of annotation: nobody but this protocol can write it.
  if (page === undefined) return { extras: annotation }
  const { url, title, content, start_index: start, end_index: end } = page
  const extras = membersBeside(page, pageMembers)
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof content === 'string' ? { quote: content } : {}),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
    ...(extras === undefined ? {} : { extras }),
  }
}

/** Where the text of a part stands in the message's `content`, which is the texts of all parts in a row. */
export type Stretch = { readonly start: number; readonly end: number }

/**
 * Undefined for what has no address: there is no kind of annotation for it. Clients need both indices, so a citation that
 * tells none is of all of its part's text.
 */
export const writeCitation = (citation: Citation, stretch: Stretch): JsonObject | undefined => {
  const { url, title, quote, start, end, extras } = citation
  if (typeof extras?.['type'] === 'string') return extras
  if (url === undefined) return undefined
  return {
    type: 'url_citation',
    url_citation: {
      start_index: start === undefined ? stretch.start : stretch.start + start,
      end_index: end === undefined ? stretch.end : stretch.start + end,
      title: title ?? '',
      url,
      ...(quote === undefined ? {} : { content: quote }),
      ...extras,
    },
  }
}

/** Pages that a search has found, where the answer cites none: they stand at the end of the text. */
export const writeFound = (
  pages: readonly { readonly url: string; readonly title: string }[],
  textLength: number,
): readonly JsonObject[] =>
  pages.map(({ url, title }) => ({
    type: 'url_citation',
    url_citation: { start_index: textLength, end_index: textLength, title, url },
  }))
