import { given } from '../../ir/defined.ts'
import type { Citation, WebSearchPart } from '../../ir/part.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'

type Source = { readonly url: string; readonly title: string }

/** What was searched and found; undefined when the metadata tells of no search. */
export const readSearch = (grounding: JsonObject, id: string): WebSearchPart | undefined => {
  const queries = listAt(grounding, 'webSearchQueries').filter((query) => typeof query === 'string')
  const results = sourcesOf(grounding).filter((source) => source !== undefined)
  if (queries.length === 0 && results.length === 0) return undefined
  return { type: 'web-search', id, queries, ...(results.length === 0 ? {} : { results }) }
}

const sourcesOf = (grounding: JsonObject): readonly (Source | undefined)[] =>
  listAt(grounding, 'groundingChunks').map((chunk) => {
    if (!isObject(chunk)) return undefined
    const source =
      objectAt(chunk, 'web') ?? objectAt(chunk, 'retrievedContext') ?? objectAt(chunk, 'maps')
    const url = stringAt(source, 'uri')
    return url === '' ? undefined : { url, title: stringAt(source, 'title') }
  })

/** The sources of a text, each with the place that it supports. */
export const readCitations = (candidate: JsonObject, text: string): readonly Citation[] => {
  const offsets = new Offsets(text)
  const grounding = objectAt(candidate, 'groundingMetadata')
  const sources = grounding === undefined ? [] : sourcesOf(grounding)
  const supported = listAt(grounding, 'groundingSupports')
    .filter(isObject)
    .flatMap((support) => {
      const segment = objectAt(support, 'segment')
      const place = segment === undefined ? {} : placeOf(segment, text, offsets)
      return listAt(support, 'groundingChunkIndices').flatMap((index) => {
        const source = typeof index === 'number' ? sources[index] : undefined
        return source === undefined ? [] : [{ ...source, ...place }]
      })
    })
  const quoted = listAt(objectAt(candidate, 'citationMetadata'), 'citations')
    .filter(isObject)
    .map((citation) => ({
      ...given({ url: wordAt(citation, 'uri'), title: wordAt(citation, 'title') }),
      ...placeOf(citation, text, offsets),
    }))
  return [...supported, ...quoted]
}

const wordAt = (value: JsonObject, key: string): string | undefined =>
  stringAt(value, key) || undefined

/** The segment's own words decide: its indices count within a part, and texts that follow each other were joined. */
const placeOf = (
  segment: JsonObject,
  text: string,
  offsets: Offsets,
): { readonly start?: number; readonly end?: number } => {
  const { startIndex = 0, endIndex } = segment
  const words = stringAt(segment, 'text')
  if (typeof startIndex === 'number' && typeof endIndex === 'number') {
    const start = offsets.at(startIndex)
    const end = offsets.at(endIndex)
    if (words === '' || text.slice(start, end) === words) return { start, end }
  }
  const found = words === '' ? -1 : text.indexOf(words)
  return found === -1 ? {} : { start: found, end: found + words.length }
}

/** Places in UTF-8 bytes as places in UTF-16 units. */
class Offsets {
  readonly #length: number
  readonly #bytes: Buffer | undefined

  constructor(text: string) {
    this.#length = text.length
    const bytes = Buffer.from(text, 'utf8')
    this.#bytes = bytes.length === text.length ? undefined : bytes
  }

  at(byte: number): number {
    const place = Math.max(0, Math.floor(byte))
    if (this.#bytes === undefined) return Math.min(place, this.#length)
    return this.#bytes.subarray(0, place).toString('utf8').length
  }
}
