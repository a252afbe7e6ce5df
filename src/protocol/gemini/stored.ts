import { isReferable, type Reference } from '../../ir/reference.ts'
import { skipSpace, skipString } from '../json-skip.ts'
import { readString, scanTopLevel, type Span } from '../json-scan.ts'
import type { StoredReader } from '../stored.ts'
import { renamed } from './embed-model.ts'

/**
 * What an upstream keeps for one account, and how requests name it: https://ai.google.dev/api/caching and
 * https://ai.google.dev/api/files. What was made here is its user's; what is named besides may be many users' own, made
 * elsewhere and by hand: it leads to an account that has served it, and keeps nobody from asking.
 */
export const stored: StoredReader = {
  keys: ['cachedContent', 'cached_content', 'contents', 'generateContentRequest'],
  readReferences: (body, { spans }) => {
    const whole = spans.get('generateContentRequest')
    return [
      ...cacheNamed(body, 'cachedContent', spans.get('cachedContent')),
      ...cacheNamed(body, 'cached_content', spans.get('cached_content')),
      ...filesNamed(body, spans.get('contents')),
      ...(whole === undefined ? [] : namedWithin(body, whole)),
    ].filter(({ id }) => isReferable(id))
  },
  readMade: (body, operation) => {
    switch (operation) {
      case 'create-cache':
        return nameAt(body, scanTopLevel(body, ['name']).spans.get('name'))
      case 'upload':
      case 'continue-upload':
        return madeFile(body)
      default:
        return []
    }
  },
  readOwnId: () => undefined,
  renamed: (body, model) => renamed('embed', body, model),
}

/** Counting takes a whole request as well: https://ai.google.dev/api/tokens */
const namedWithin = (body: string, whole: Span): readonly Reference[] => {
  const { spans } = scanTopLevel(body, ['cachedContent', 'contents'], whole)
  return [
    ...cacheNamed(body, 'cachedContent', spans.get('cachedContent')),
    ...filesNamed(body, spans.get('contents')),
  ]
}

const madeFile = (body: string): readonly string[] => {
  const file = scanTopLevel(body, ['file']).spans.get('file')
  if (file === undefined || body[file.start] !== '{') return []
  return nameAt(body, scanTopLevel(body, ['name'], file).spans.get('name'))
}

const nameAt = (body: string, span: Span | undefined): readonly string[] => {
  const name = span === undefined ? undefined : readString(body, span)
  return name === undefined || !isReferable(name) ? [] : [name]
}

const referenceTo = (field: string, id: string): Reference => ({
  field,
  id,
  isNeeded: true,
  isShared: true,
})

const cacheNamed = (body: string, field: string, span: Span | undefined): readonly Reference[] => {
  const id = span === undefined ? undefined : readString(body, span)
  return id === undefined ? [] : [referenceTo(field, id)]
}

/** A conversation may name many files: the newest tell the most. */
const mostFiles = 16

/** A search, as it is in Responses' items: inside a string the quotes of these words are escaped. */
const filesNamed = (body: string, contents: Span | undefined): readonly Reference[] => {
  if (contents === undefined) return []
  return ['"fileUri"', '"file_uri"']
    .flatMap((word) => placesOf(word, body, contents))
    .toSorted((one, other) => other - one)
    .slice(0, mostFiles)
    .flatMap((at) => fileAt(body, at))
}

const placesOf = (word: string, body: string, { start, end }: Span): readonly number[] => {
  const places: number[] = []
  for (let at = body.indexOf(word, start); at !== -1 && at < end; at = body.indexOf(word, at + 1))
    places.push(at + word.length)
  return places
}

/** Other addresses (of videos, of buckets) are not one account's. */
const fileAt = (body: string, at: number): readonly Reference[] => {
  const colon = skipSpace(body, at)
  const start = body[colon] === ':' ? skipSpace(body, colon + 1) : colon
  if (body[start] !== '"') return []
  const uri = readString(body, { start, end: skipString(body, start) }) ?? ''
  const id = /\/v1(?:beta|alpha)?\/(files\/[a-z0-9-]+)$/.exec(uri)?.[1]
  return id === undefined ? [] : [referenceTo('contents', id)]
}
