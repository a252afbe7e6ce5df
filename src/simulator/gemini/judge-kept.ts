/** What a request names must be there, at this very account. */
import { refuse, type Refusal } from '../answer.ts'
import type { Rule } from '../judge.ts'
import type { Call } from '../vendor.ts'
import type { Judged } from './judged.ts'
import { noSuchCache, noSuchFile, type KeptFile } from './kept.ts'
import { judgeStores } from './kept-store.ts'
import type { Content } from './read.ts'

/** Files of the interface; other addresses (of videos, of buckets) are not looked into. */
const fileNamesIn = (contents: readonly Content[]): readonly string[] =>
  contents
    .flatMap(({ parts }) => parts)
    .flatMap((part) => {
      const uri = 'fileData' in part ? uriOf(part.fileData) : ''
      return /\/v1(?:beta)?\/(files\/[^/]+)$/.exec(uri)?.[1] ?? []
    })

type FileData = Extract<Content['parts'][number], { fileData: unknown }>['fileData']

const uriOf = (data: FileData): string => ('fileUri' in data ? data.fileUri : data.file_uri)

export const judgeFiles = (contents: readonly Content[], call: Call): Refusal | undefined => {
  const missing = fileNamesIn(contents).find((name) => call.kept.file(name, call.now) === undefined)
  return missing === undefined ? undefined : noSuchFile(missing)
}

const filesIn = (contents: readonly Content[], { kept, now }: Call): readonly KeptFile[] =>
  fileNamesIn(contents).flatMap((name) => kept.file(name, now) ?? [])

/** Four bytes are a token, about as with text. */
export const tokensOfFiles = (contents: readonly Content[], call: Call): number =>
  filesIn(contents, call).reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 4), 0)

export const keptFiles: Rule<Judged> = ({ request, call }) => judgeFiles(request.contents, call)

/** https://ai.google.dev/gemini-api/docs/file-search */
export const keptStores: Rule<Judged> = ({ request, call }) => judgeToolStores(request.tools, call)

export const judgeToolStores = (tools: Tools | undefined, call: Call): Refusal | undefined =>
  judgeStores(
    (tools ?? []).flatMap(({ fileSearch }) => fileSearch?.fileSearchStoreNames ?? []),
    call.kept.stores,
  )

type Tools = NonNullable<Judged['request']['tools']>

/** https://ai.google.dev/gemini-api/docs/caching */
export const keptCache: Rule<Judged> = ({ request, model, call }) => {
  if (request.cachedContent === undefined) return undefined
  const cache = call.kept.cache(request.cachedContent, call.now)
  if (cache === undefined) return noSuchCache()
  if (cache.model !== `models/${model}`)
    return refuse(
      'invalid',
      `Model used by GenerateContent request (models/${model}) and CachedContent (${cache.model}) has to be the same.`,
    )
  const { systemInstruction, tools, toolConfig } = request
  return systemInstruction === undefined && tools === undefined && toolConfig === undefined
    ? undefined
    : refuse(
        'invalid',
        'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.',
      )
}
