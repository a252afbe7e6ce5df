/** Stores: https://ai.google.dev/api/file-search/file-search-stores */
import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
import { findModel, type Call } from '../vendor.ts'
import { timeOf } from './caches.ts'
import { check } from './check.ts'
import { pageOf } from './kept.ts'
import { noSuchStore, type KeptStore } from './kept-store.ts'
import { refuseModel } from './models.ts'
import { storeRequest } from './store-schema.ts'

const usualModel = 'models/gemini-embedding-001'

export const createStore = (call: Call): Answer => {
  const checked = check(storeRequest, call.body)
  if (checked.type === 'refused') return checked
  const { displayName, embeddingModel } = checked.body
  const model = embeddingModel?.replace('models/', '')
  if (model !== undefined && findModel(call, model, 'embedding') === undefined)
    return refuseModel(model)
  const store: KeptStore = {
    name: `fileSearchStores/${slugOf(displayName ?? '')}simulated${call.serial}`,
    displayName,
    embeddingModel: embeddingModel ?? usualModel,
    createdAt: call.now,
    documents: new Map(),
    operations: new Map(),
  }
  call.kept.stores.set(store.name, store)
  return answerJson(writeStore(store))
}

/** A name is made of what a store is called, and of something that no other has. */
const slugOf = (label: string): string => {
  const slug = label.toLowerCase().replace(/[^a-z0-9]+/g, '')
  return slug === '' ? '' : `${slug.slice(0, 20)}-`
}

export const writeStore = (store: KeptStore) => ({
  name: store.name,
  ...(store.displayName === undefined ? {} : { displayName: store.displayName }),
  createTime: timeOf(store.createdAt),
  updateTime: timeOf(store.createdAt),
  embeddingModel: store.embeddingModel,
  ...(store.documents.size === 0 ? {} : sizesOf(store)),
})

const sizesOf = ({ documents }: KeptStore) => ({
  activeDocumentsCount: String(documents.size),
  sizeBytes: String(documents.values().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
})

export const listStores = ({ kept, query }: Call): Answer => {
  const page = pageOf([...kept.stores.values()], query, 20)
  if ('type' in page) return page
  return answerJson({
    ...(page.items.length === 0 ? {} : { fileSearchStores: page.items.map(writeStore) }),
    ...(page.next === undefined ? {} : { nextPageToken: page.next }),
  })
}

export const getStore = ({ kept }: Call, name: string): Answer => {
  const store = kept.stores.get(name)
  return store === undefined ? noSuchStore(name) : answerJson(writeStore(store))
}

export const deleteStore = ({ kept, query }: Call, name: string): Answer => {
  const store = kept.stores.get(name)
  if (store === undefined) return noSuchStore(name)
  const refusal = judgeForce(query, store.documents.size, `FileSearchStore ${name}`)
  if (refusal !== undefined) return refusal
  kept.stores.delete(name)
  return answerJson({})
}

/** What has something in it is deleted by force alone. */
export const judgeForce = (
  query: URLSearchParams,
  contained: number,
  what: string,
): Refusal | undefined => {
  const force = query.get('force') ?? 'false'
  if (force !== 'true' && force !== 'false')
    return refuse('invalid', `Invalid value at 'force' (TYPE_BOOL), "${force}"`, { param: 'force' })
  return contained === 0 || force === 'true'
    ? undefined
    : refuse('invalid', `Cannot delete ${what}: it is not empty.`, { code: 'FAILED_PRECONDITION' })
}
