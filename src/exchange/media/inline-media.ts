import type { MediaPart, Part } from '../../ir/part.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import type { Fault } from '../../ir/report.ts'
import type { FetchedMedia } from './fetch-media.ts'

/** Files that one request may point to: each is a connection of its own. */
const maxFiles = 32

export type InlineMedia =
  | { readonly type: 'inlined'; readonly prompt: Prompt }
  | { readonly type: 'refused'; readonly fault: Fault }

/** Fetched at once: each may be as large as one file may be. */
const atOnce = 4

export type MediaSupply = {
  fetch(url: string): Promise<FetchedMedia>
  /** All files together, as base64. */
  readonly maxLength: number
}

/** A prompt whose files by URL are in it, for upstreams that fetch none of that kind themselves. */
export const inlineMedia = async (
  prompt: Prompt,
  isFetchedThere: (part: MediaPart) => boolean,
  supply: MediaSupply,
): Promise<InlineMedia> => {
  const urls = Array.from(
    new Set(prompt.messages.flatMap(({ parts }) => urlsIn(parts, isFetchedThere))),
  )
  if (urls.length === 0) return { type: 'inlined', prompt }
  if (urls.length > maxFiles)
    return refused(`point to ${urls.length} files by URL: at most ${maxFiles} are fetched`)
  const fetched = await fetchAll(urls, supply)
  if (typeof fetched === 'string') return refused(fetched)
  const messages = prompt.messages.map((message) => withFiles(message, fetched))
  return { type: 'inlined', prompt: { ...prompt, messages } }
}

/** The files by their URLs, or what is wrong with them. */
const fetchAll = async (
  urls: readonly string[],
  { fetch, maxLength }: MediaSupply,
): Promise<ReadonlyMap<string, FetchedMedia> | string> => {
  const files = new Map<string, FetchedMedia>()
  let length = 0
  for (let from = 0; from < urls.length; from += atOnce) {
    const some = urls.slice(from, from + atOnce)
    const fetched = await Promise.all(some.map((url) => fetch(url)))
    for (const [index, file] of fetched.entries()) {
      const url = some[index] ?? ''
      if (file.type === 'refused') return `point to ${shown(url)}, which ${file.problem}`
      files.set(url, file)
      length += file.data.length
    }
    if (length > maxLength) return 'point to files that are too large together'
  }
  return files
}

const refused = (problem: string): InlineMedia => ({
  type: 'refused',
  fault: { field: 'messages', problem },
})

/** A URL's query may hold a password of its own. */
const shown = (url: string): string => (url.split('?', 1)[0] ?? '').slice(0, 200)

const urlsIn = (
  parts: readonly Part[],
  isFetchedThere: (part: MediaPart) => boolean,
): readonly string[] =>
  parts.flatMap((part) => {
    if (part.type === 'tool-result') return urlsIn(part.parts, isFetchedThere)
    const isFile = 'source' in part && part.source.type === 'url' && !isFetchedThere(part)
    return isFile && part.source.type === 'url' ? [part.source.url] : []
  })

const withFiles = (message: Message, files: ReadonlyMap<string, FetchedMedia>): Message => ({
  ...message,
  parts: message.parts.map((part) => withFile(part, files)),
})

const withFile = (part: Part, files: ReadonlyMap<string, FetchedMedia>): Part => {
  if (part.type === 'tool-result')
    return { ...part, parts: part.parts.map((inner) => withFile(inner, files)) }
  if (!('source' in part) || part.source.type !== 'url') return part
  const file = files.get(part.source.url)
  if (file?.type !== 'fetched') return part
  return { ...part, source: { type: 'data', mediaType: file.mediaType, data: file.data } }
}
