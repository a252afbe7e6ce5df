import type { Citation, TextPart } from '../../ir/part.ts'
import { Field } from '../field.ts'
import { isObject, stringAt, type JsonObject } from '../json.ts'

const known = new Set(['url', 'title', 'document_title', 'cited_text'])

/**
 * Anthropic cites places in the source, not in the answer: a text block as a whole stands on its citations. So the
 * places stay among the extras, and `start` and `end` are not given.
 */
export const readCitation = (citation: JsonObject): Citation => {
  const title = citation['title'] ?? citation['document_title']
  const url = citation['url']
  const quote = citation['cited_text']
  const extras = Field.root(citation).extras(known)
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof quote === 'string' ? { quote } : {}),
    ...(extras === undefined ? {} : { extras }),
  }
}

export const readCitations = (block: Field): readonly Citation[] =>
  block
    .at('citations')
    .items()
    .flatMap((item) => (isObject(item.value) ? [readCitation(item.value)] : []))

/** Citations of another vendor become those of a web search, the one kind that is a place in the world. */
export const writeCitation = (citation: Citation, text = ''): JsonObject => {
  const { url, title, quote, start = 0, end = start, extras } = citation
  const own = stringAt(extras, 'type')
  if (own === '' || own === 'web_search_result_location')
    return {
      type: 'web_search_result_location',
      url: url ?? '',
      title: title ?? null,
      cited_text: quote ?? text.slice(start, end),
      // Only Anthropic can make one: empty says that there is none.
      encrypted_index: '',
      ...extras,
    }
  const titled = own === 'search_result_location' ? 'title' : 'document_title'
  return { cited_text: quote ?? '', [titled]: title ?? null, ...extras }
}

/** An upstream takes back only what it has made itself. */
export const citationsForUpstream = (part: TextPart): readonly Citation[] =>
  (part.citations ?? []).filter(({ extras }) => {
    const type = stringAt(extras, 'type')
    if (type === 'web_search_result_location') return stringAt(extras, 'encrypted_index') !== ''
    return type !== ''
  })
