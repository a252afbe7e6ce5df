import { isReferable, type Reference } from '../../ir/reference.ts'
import { fromText } from '../bytes.ts'
import { skipSpace, skipValue } from '../json-skip.ts'
import { readString, readValue, scanTopLevel, type Scan, type Span } from '../json-scan.ts'

/** What stands at the top of a request and names what one account has. */
export const namingKeys = ['cachedContent', 'cached_content', 'tools', 'contents'] as const

/** Counting takes a whole request as well: https://ai.google.dev/api/tokens */
export const wholeRequestKey = 'generateContentRequest'

/** An import names its file alone: https://ai.google.dev/api/file-search/file-search-stores */
export const importedKeys = ['fileName', 'file_name'] as const

/** The most telling first. */
export const namesIn = (body: string, scan: Pick<Scan, 'spans'>): readonly Reference[] => {
  const whole = scan.spans.get(wholeRequestKey)
  const named = [
    ...namedWithin(body, scan),
    ...(whole === undefined ? [] : namedWithin(body, scanTopLevel(body, namingKeys, whole))),
    ...importedKeys.flatMap((field) => stringAt(body, field, scan.spans.get(field))),
  ]
  const byId = new Map(named.toReversed().map((reference) => [reference.id, reference]))
  return named.filter((reference) => byId.get(reference.id) === reference)
}

const namedWithin = (body: string, { spans }: Pick<Scan, 'spans'>): readonly Reference[] => [
  ...stringAt(body, 'cachedContent', spans.get('cachedContent')),
  ...stringAt(body, 'cached_content', spans.get('cached_content')),
  ...storesNamed(body, spans.get('tools')),
  ...filesNamed(body, spans.get('contents')),
]

const referenceTo = (field: string, id: string): readonly Reference[] =>
  isReferable(id) ? [{ field, id, isNeeded: true, isShared: true }] : []

const stringAt = (body: string, field: string, span: Span | undefined): readonly Reference[] => {
  const id = span === undefined ? undefined : readString(body, span)
  return id === undefined ? [] : referenceTo(field, id)
}

/** No model takes as many; the newest files tell the most. */
const mostNamed = 4_096

const filesNamed = (body: string, span: Span | undefined): readonly Reference[] => {
  const text = writtenPlainly(body, span)
  return ['fileUri', 'file_uri']
    .flatMap((key) => valuesOf(text, key, '"'))
    .toSorted((one, other) => other.start - one.start)
    .slice(0, mostNamed)
    .flatMap((uri) => {
      // Other addresses (of videos, of buckets) are not one account's.
      const id = /(?:^|\/v1(?:beta|alpha)?\/)(files\/[a-z0-9-]+)(?:$|[/?#])/.exec(
        readString(text, uri) ?? '',
      )?.[1]
      return id === undefined ? [] : referenceTo('contents', id)
    })
}

const storesNamed = (body: string, span: Span | undefined): readonly Reference[] => {
  const text = writtenPlainly(body, span)
  return ['fileSearchStoreNames', 'file_search_store_names']
    .flatMap((key) => valuesOf(text, key, '['))
    .flatMap((list) => {
      const names = readValue(text, list)
      return Array.isArray(names) ? names.filter(isStoreName) : []
    })
    .slice(0, mostNamed)
    .flatMap((name) => referenceTo('tools', name))
}

const isStoreName = (name: unknown): name is string =>
  typeof name === 'string' && /^fileSearchStores\/[a-z0-9-]+$/.test(name)

/** A key may be written with escapes, which a search does not find: then the value is written anew. */
const writtenPlainly = (body: string, span: Span | undefined): string => {
  if (span === undefined) return ''
  const text = body.slice(span.start, span.end)
  return escapedLetter.test(text) ? fromText(JSON.stringify(readValue(body, span) ?? '')) : text
}

const escapedLetter = /\\u00(?:[46][1-9a-f]|[57][0-9a]|5f)/i

/**
 * The values of a key that begin so, wherever it stands. A search, in one pass: inside a string the quotes of a word are
 * escaped.
 */
const valuesOf = (text: string, key: string, opening: '"' | '['): readonly Span[] => {
  const word = `"${key}"`
  const spans: Span[] = []
  let at = text.indexOf(word)
  while (at !== -1) {
    const colon = skipSpace(text, at + word.length)
    const start = skipSpace(text, colon + 1)
    const isOne = text[colon] === ':' && text[start] === opening
    const end = isOne ? skipValue(text, start) : start
    if (isOne) spans.push({ start, end })
    at = text.indexOf(word, end)
  }
  return spans
}
