/** What lies in stores: https://ai.google.dev/api/file-search/documents */
import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
import type { Call } from '../vendor.ts'
import { timeOf } from './caches.ts'
import { check } from './check.ts'
import { noSuchFile, pageOf, type Moment, type Taken, type UploadWish } from './kept.ts'
import { noSuchStore, type KeptDocument, type KeptOperation, type KeptStore } from './kept-store.ts'
import { documentRequest, importRequest, type Filling } from './store-schema.ts'
import { judgeForce } from './stores.ts'

/** https://ai.google.dev/gemini-api/docs/file-search#rate-limits */
const MOST_BYTES = 100 * 1024 * 1024

const method = (name: KeptOperation['method'], place: string) => ({ name, place })
const uploading = method('UploadToFileSearchStore', 'upload/operations')
const importing = method('ImportFile', 'operations')

/** What is told of a document before its bytes come. */
export const readDocumentWish = (call: Call, told: unknown, name: string): UploadWish | Refusal => {
  if (!call.kept.stores.has(name)) return noSuchStore(name)
  const checked = check(documentRequest, told)
  if (checked.type === 'refused') return checked
  const { displayName, mimeType } = checked.body
  const refusal = judgeFilling(checked.body)
  if (refusal !== undefined) return refusal
  return {
    type: 'wish',
    store: name,
    mimeType,
    keep: (last, taken) => {
      const document = { displayName, ...checked.body, taken }
      return keep(last, name, { ...document, method: uploading })
    },
  }
}

export const importFile = (call: Call, name: string): Answer => {
  if (!call.kept.stores.has(name)) return noSuchStore(name)
  const checked = check(importRequest, call.body)
  if (checked.type === 'refused') return checked
  const { fileName } = checked.body
  const file = call.kept.file(fileName, call.now)
  if (file === undefined) return noSuchFile(fileName)
  const taken = { type: file.mimeType, bytes: file.bytes }
  const { displayName = fileName } = file
  return (
    judgeFilling(checked.body) ??
    keep(call, name, { ...checked.body, displayName, taken, method: importing })
  )
}

const judgeFilling = ({ customMetadata = [], chunkingConfig }: Filling): Refusal | undefined => {
  for (const [position, { key, ...values }] of customMetadata.entries())
    if (Object.keys(values).length !== 1)
      return refuse('invalid', `custom_metadata '${key}' is to have one value.`, {
        param: `custom_metadata[${position}]`,
      })
  const { maxTokensPerChunk = 200, maxOverlapTokens = 0 } = chunkingConfig?.whiteSpaceConfig ?? {}
  return maxOverlapTokens < maxTokensPerChunk
    ? undefined
    : refuse('invalid', 'max_overlap_tokens is to be less than max_tokens_per_chunk.')
}

type Filled = Filling & {
  readonly displayName: string | undefined
  readonly taken: Taken
  readonly method: ReturnType<typeof method>
}

const keep = (moment: Moment, name: string, filled: Filled): Answer => {
  const store = moment.kept.stores.get(name)
  if (store === undefined) return noSuchStore(name)
  const { taken, displayName, customMetadata, method: way } = filled
  if (taken.bytes.length === 0 || taken.bytes.length > MOST_BYTES)
    return refuse('invalid', `A document is to have 1 to ${MOST_BYTES} bytes.`)
  const document: KeptDocument = {
    name: `${name}/documents/simulated${moment.serial}`,
    displayName,
    mimeType: taken.type,
    sizeBytes: taken.bytes.length,
    createdAt: moment.now,
    customMetadata,
  }
  const operation: KeptOperation = {
    name: `${name}/${way.place}/simulated${moment.serial}`,
    method: way.name,
    document: document.name,
    wasAsked: false,
  }
  store.documents.set(document.name, document)
  store.operations.set(operation.name, operation)
  return answerJson({ name: operation.name })
}

export const writeDocument = (document: KeptDocument) => ({
  name: document.name,
  ...(document.displayName === undefined ? {} : { displayName: document.displayName }),
  mimeType: document.mimeType,
  sizeBytes: String(document.sizeBytes),
  createTime: timeOf(document.createdAt),
  updateTime: timeOf(document.createdAt),
  state: 'STATE_ACTIVE',
  ...(document.customMetadata === undefined ? {} : { customMetadata: document.customMetadata }),
})

export const listDocuments = ({ kept, query }: Call, name: string): Answer => {
  const store = kept.stores.get(name)
  if (store === undefined) return noSuchStore(name)
  const page = pageOf([...store.documents.values()], query, 20)
  if ('type' in page) return page
  return answerJson({
    ...(page.items.length === 0 ? {} : { documents: page.items.map(writeDocument) }),
    ...(page.next === undefined ? {} : { nextPageToken: page.next }),
  })
}

const holderIn = ({ kept }: Call, name: string): KeptStore | undefined =>
  kept.stores.get(name.split('/', 2).join('/'))

const noSuchThing = (name: string): Refusal => refuse('not-found', `${name} is not found.`)

export const getDocument = (call: Call, name: string): Answer => {
  const document = holderIn(call, name)?.documents.get(name)
  return document === undefined ? noSuchThing(name) : answerJson(writeDocument(document))
}

export const deleteDocument = (call: Call, name: string): Answer => {
  const documents = holderIn(call, name)?.documents
  if (documents?.has(name) !== true) return noSuchThing(name)
  // Whatever lies in a store is cut into chunks.
  const refusal = judgeForce(call.query, 1, `Document ${name}`)
  if (refusal !== undefined) return refusal
  documents.delete(name)
  return answerJson({})
}

export const getOperation = (call: Call, name: string): Answer => {
  const operation = holderIn(call, name)?.operations.get(name)
  if (operation === undefined) return noSuchThing(name)
  if (!operation.wasAsked) {
    operation.wasAsked = true
    return answerJson({ name })
  }
  const type = `type.googleapis.com/google.ai.generativelanguage.v1main.${operation.method}Response`
  const [parent] = operation.document.split('/documents/')
  const response = { '@type': type, parent, documentName: operation.document }
  return answerJson({ name, done: true, response })
}
