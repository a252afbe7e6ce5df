import type { Answer } from '../answer.ts'
import type { Call, Route } from '../vendor.ts'
import {
  deleteDocument,
  getDocument,
  getOperation,
  importFile,
  listDocuments,
} from './documents.ts'
import { createStore, deleteStore, getStore, listStores } from './stores.ts'

type StoreRoute = {
  /** After the version, with what it is about in brackets. */
  readonly path: RegExp
  readonly method: string
  readonly operation: Route['operation']
  readonly query?: readonly string[]
  answer(call: Call, name: string): Answer
}

const one = '(fileSearchStores/[\\w-]+)'
const within = (place: string): RegExp =>
  new RegExp(`^(fileSearchStores/[\\w-]+/${place}/[\\w-]+)$`)

const aStore = new RegExp(`^${one}$`)
const aDocument = within('documents')

const routes: readonly StoreRoute[] = [
  {
    method: 'POST',
    path: /^fileSearchStores$/,
    operation: 'create-store',
    answer: (call) => createStore(call),
  },
  {
    method: 'GET',
    path: /^fileSearchStores$/,
    operation: 'list',
    answer: (call) => listStores(call),
  },
  { method: 'GET', path: aStore, operation: 'retrieve', answer: getStore },
  {
    method: 'DELETE',
    path: aStore,
    operation: 'delete',
    query: ['force'],
    answer: deleteStore,
  },
  {
    method: 'POST',
    path: new RegExp(`^${one}:importFile$`),
    operation: 'import-file',
    answer: importFile,
  },
  {
    method: 'GET',
    path: new RegExp(`^${one}/documents$`),
    operation: 'list',
    answer: listDocuments,
  },
  { method: 'GET', path: aDocument, operation: 'retrieve', answer: getDocument },
  {
    method: 'DELETE',
    path: aDocument,
    operation: 'delete',
    query: ['force'],
    answer: deleteDocument,
  },
  {
    method: 'GET',
    path: within('(?:upload/)?operations'),
    operation: 'retrieve',
    answer: getOperation,
  },
]

export const routeOfStores = (method: string, path: string): Route | undefined => {
  const bare = path.replace(/^\/v1(?:beta)?\//, '')
  const found = bare === path ? undefined : routes.find((route) => matches(route, method, bare))
  if (found === undefined) return undefined
  const name = found.path.exec(bare)?.[1] ?? ''
  const { operation, query = [] } = found
  return { protocol: 'gemini', operation, query, answer: (call) => found.answer(call, name) }
}

const matches = (route: StoreRoute, method: string, path: string): boolean =>
  route.method === method && route.path.test(path)
