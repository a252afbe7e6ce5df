/** https://ai.google.dev/api/file-search/file-search-stores */
import { refuse, type Refusal } from '../answer.ts'

export type KeptStore = {
  readonly name: string
  readonly displayName: string | undefined
  readonly embeddingModel: string
  readonly createdAt: number
  readonly documents: Map<string, KeptDocument>
  readonly operations: Map<string, KeptOperation>
}

export type KeptDocument = {
  readonly name: string
  readonly displayName: string | undefined
  readonly mimeType: string
  readonly sizeBytes: number
  readonly createdAt: number
  readonly customMetadata: readonly object[] | undefined
}

export type KeptOperation = {
  readonly name: string
  /** By which method the document came. */
  readonly method: 'UploadToFileSearchStore' | 'ImportFile'
  readonly document: string
  /** It is under way when it is first asked for, and then it is done. */
  wasAsked: boolean
}

/** Whether it does not exist or is another's is not told, as with files. */
export const noSuchStore = (name: string): Refusal =>
  refuse(
    'forbidden',
    `You do not have permission to access the FileSearchStore ${name.replace('fileSearchStores/', '')} or it may not exist.`,
  )

export const judgeStores = (
  names: readonly string[],
  stores: ReadonlyMap<string, KeptStore>,
): Refusal | undefined => {
  const missing = names.find((name) => !stores.has(name))
  return missing === undefined ? undefined : noSuchStore(missing)
}
