import { isReferable, type Reference } from '../../ir/reference.ts'
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

const filesNamed = (body: string, contents: Span | undefined): readonly Reference[] =>
  ['fileUri', 'file_uri']
    .flatMap((key) => valuesOf(body, contents, { key, opening: '"' }))
    .toSorted((one, other) => other.start - one.start)
    .slice(0, mostNamed)
    .flatMap((span) => {
      // Other addresses (of videos, of buckets) are not one account's.
      const id = /\/v1(?:beta|alpha)?\/(files\/[a-z0-9-]+)$/.exec(readString(body, span) ?? '')?.[1]
      return id === undefined ? [] : referenceTo('contents', id)
    })

const storesNamed = (body: string, tools: Span | undefined): readonly Reference[] =>
  ['fileSearchStoreNames', 'file_search_store_names']
    .flatMap((key) => valuesOf(body, tools, { key, opening: '[' }))
    .flatMap((span) => {
      const names = readValue(body, span)
      return Array.isArray(names) ? names.filter(isStoreName) : []
    })
    .slice(0, mostNamed)
    .flatMap((name) => referenceTo('tools', name))

const isStoreName = (name: unknown): name is string =>
  typeof name === 'string' && /^fileSearchStores\/[a-z0-9-]+$/.test(name)

/**
 * The values of a key that begin so, wherever it stands. A search, in one pass: inside a string the quotes of a word are
 * escaped.
 */
const valuesOf = (
  body: string,
  within: Span | undefined,
  { key, opening }: { readonly key: string; readonly opening: '"' | '[' },
): readonly Span[] => {
  const word = `"${key}"`
  const { start: first, end: last } = within ?? { start: 0, end: 0 }
  const spans: Span[] = []
  let at = body.indexOf(word, first)
  while (at !== -1 && at < last) {
    const colon = skipSpace(body, at + word.length)
    const start = skipSpace(body, colon + 1)
    const isOne = body[colon] === ':' && body[start] === opening
    const end = isOne ? skipValue(body, start) : start
    if (isOne) spans.push({ start, end })
    at = body.indexOf(word, Math.max(end, at + 1))
  }
  return spans
}
