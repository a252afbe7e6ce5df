import type { Answer, SimulatedOperation } from '../answer.ts'
import type { Call, Route } from '../vendor.ts'
import { createCache, deleteCache, getCache, listCaches, updateCache } from './caches.ts'
import { deleteFile, downloadFile, getFile, listFiles } from './files.ts'
import { routeOfStores } from './store-routes.ts'
import { answerPut } from './upload-by-ranges.ts'
import { answerUpload } from './uploads.ts'

type OfOne = {
  readonly operation: SimulatedOperation
  readonly query?: readonly string[]
  answer(call: Call, name: string): Answer
}

const routes: Readonly<Record<string, Omit<Route, 'protocol'>>> = {
  'POST cachedContents': { operation: 'create-cache', answer: createCache },
  'GET cachedContents': { operation: 'list', answer: listCaches },
  'GET files': { operation: 'list', answer: listFiles },
}

/** `{id}` and what follows it. */
const routesOfOne: Readonly<Record<string, OfOne>> = {
  'GET cachedContents': { operation: 'retrieve', answer: getCache },
  'PATCH cachedContents': { operation: 'update', query: ['updateMask'], answer: updateCache },
  'DELETE cachedContents': { operation: 'delete', answer: deleteCache },
  'GET files': { operation: 'retrieve', answer: getFile },
  'DELETE files': { operation: 'delete', answer: deleteFile },
  'GET/download files:download': { operation: 'download', answer: downloadFile },
}

export const routeOfKept = (method: string, path: string): Route | undefined => {
  const upload = uploadPath.exec(path)
  if (upload !== null && method === 'POST') return uploadRoute(answerUpload, upload[1])
  if (upload !== null && method === 'PUT') return uploadRoute(answerPut, upload[1])
  const store = routeOfStores(method, path)
  if (store !== undefined) return store
  const [, place = '', kind, id, verb = ''] =
    /^(\/download)?\/v1(?:beta)?\/(cachedContents|files)(?:\/([\w-]+))?(:[a-z]+)?$/.exec(path) ?? []
  if (kind === undefined) return undefined
  if (id === undefined) return withProtocol(routes[`${method}${place} ${kind}${verb}`])
  const found = routesOfOne[`${method}${place} ${kind}${verb}`]
  return found && withProtocol({ ...found, answer: (call) => found.answer(call, `${kind}/${id}`) })
}

const withProtocol = (route: Omit<Route, 'protocol'> | undefined): Route | undefined =>
  route && { protocol: 'gemini', ...route }

const uploadPath =
  /^\/upload\/v1(?:beta)?\/(?:files|(fileSearchStores\/[\w-]+):uploadToFileSearchStore)$/

const uploadRoute = (answer: typeof answerUpload, store = ''): Route => ({
  protocol: 'gemini',
  operation: 'upload',
  takesBytes: true,
  query: ['upload_id', 'upload_protocol', 'uploadType'],
  answer: (call) => answer(call, store),
})

export const uploadHeaders: readonly string[] = [
  'x-goog-upload-protocol',
  'x-goog-upload-command',
  'x-goog-upload-offset',
  'x-goog-upload-file-name',
  'x-goog-upload-header-content-length',
  'x-goog-upload-header-content-type',
  'x-upload-content-length',
  'x-upload-content-type',
  'content-range',
]
