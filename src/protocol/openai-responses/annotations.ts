import type { Citation, TokenLogprob } from '../../ir/part.ts'
import { isObject, listAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'

const urlCitationMembers: ReadonlySet<string> = new Set([
  'type',
  'url',
  'title',
  'start_index',
  'end_index',
])
const otherMembers: ReadonlySet<string> = new Set(['start_index', 'end_index'])

export const readCitations = (content: JsonObject): readonly Citation[] =>
  listAt(content, 'annotations').filter(isObject).map(readCitation)

/** A file's citation has its file in the extras: there is nothing to open for anybody but the vendor. */
export const readCitation = (annotation: JsonObject): Citation => {
  const isUrl = annotation['type'] === 'url_citation'
  const { url, title, filename, start_index: start, end_index: end } = annotation
  const heading = isUrl ? title : filename
  const extras = membersBeside(annotation, isUrl ? urlCitationMembers : otherMembers)
  return {
    ...(isUrl && typeof url === 'string' ? { url } : {}),
    ...(typeof heading === 'string' ? { title: heading } : {}),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
    ...(extras === undefined ? {} : { extras }),
  }
}

/**
 * Undefined for what is neither a web page nor of this protocol: there is no kind of annotation for it. Clients need
 * both indices; a citation that tells none is of all the text.
 */
export const writeCitation = (citation: Citation, textLength: number): JsonObject | undefined => {
  const { url, title, start, end, extras } = citation
  if (typeof extras?.['type'] === 'string')
    return {
      ...extras,
      ...(start === undefined ? {} : { start_index: start }),
      ...(end === undefined ? {} : { end_index: end }),
    }
  if (url === undefined) return undefined
  return {
    type: 'url_citation',
    url,
    title: title ?? '',
    start_index: start ?? 0,
    end_index: end ?? textLength,
    ...extras,
  }
}

export const readLogprobs = (list: readonly unknown[]): readonly TokenLogprob[] =>
  list.filter(isObject).map((entry) => {
    const top = listAt(entry, 'top_logprobs').filter(isObject).map(readLogprob)
    return { ...readLogprob(entry), ...(top.length === 0 ? {} : { top }) }
  })

const readLogprob = (entry: JsonObject): Omit<TokenLogprob, 'top'> => {
  const { logprob, bytes } = entry
  return {
    token: stringAt(entry, 'token'),
    logprob: typeof logprob === 'number' ? logprob : 0,
    ...(Array.isArray(bytes) ? { bytes: bytes.filter((byte) => typeof byte === 'number') } : {}),
  }
}

export const writeLogprobs = (logprobs: readonly TokenLogprob[] = []): readonly JsonObject[] =>
  logprobs.map(({ top, ...entry }) => ({
    ...writeLogprob(entry),
    top_logprobs: (top ?? []).map(writeLogprob),
  }))

const writeLogprob = ({ token, logprob, bytes }: Omit<TokenLogprob, 'top'>): JsonObject => ({
  token,
  bytes: bytes ?? [],
  logprob,
})
