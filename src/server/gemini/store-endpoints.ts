import { t } from 'elysia'
import { queryParameter, type Parameter } from '../docs/operation.ts'
import { describe } from './describe.ts'
import { idParameter, none, pages, uploadId, type KeptEndpoint } from './kept-endpoint.ts'
import {
  document,
  documentList,
  documentRequest,
  importRequest,
  longOperation,
  store,
  storeList,
  storeRequest,
} from './kept-schemas.ts'
import { listRoute } from './list-route.ts'
import { createStoreRoute, importFileRoute, storeRoute } from './store-route.ts'
import { uploadRoute } from './upload-route.ts'

const within = (name: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  description: 'What follows the last slash in its name.',
  schema: t.String({ minLength: 1, maxLength: 240 }),
})

const force = queryParameter('force', 'With everything that lies in it.', t.Boolean())

const shownStore = { name: 'fileSearchStores/notes-x7k2', displayName: 'Notes' }
const shownDocument = { name: `${shownStore.name}/documents/report-9`, state: 'STATE_ACTIVE' }

const anyStore = { schema: store, example: shownStore }
const anyDocument = { schema: document, example: shownDocument }

const begun = (name: string) => ({ schema: longOperation, example: { name } })

const stores: readonly KeptEndpoint[] = [
  {
    method: 'POST',
    path: '/{version}/fileSearchStores',
    open: createStoreRoute,
    detail: describe({
      id: 'createFileSearchStore',
      summary: 'File search store',
      description:
        'Makes a store of documents at an account. Requests whose tools name it go to that account.',
      request: { schema: storeRequest, example: { displayName: 'Notes' } },
      answer: anyStore,
    }),
  },
  {
    method: 'GET',
    path: '/{version}/fileSearchStores',
    open: (front) => listRoute(front, 'fileSearchStores'),
    detail: describe({
      id: 'listFileSearchStores',
      summary: 'File search stores',
      description: 'What this user made here, at all accounts, the latest first.',
      answer: { schema: storeList, example: { fileSearchStores: [shownStore] } },
      parameters: pages(20),
    }),
  },
  {
    method: 'GET',
    path: '/{version}/fileSearchStores/:id',
    open: (front) => storeRoute(front, 'retrieve'),
    detail: describe({
      id: 'getFileSearchStore',
      summary: 'One file search store',
      description: 'What is told of a store: how many documents it has, and how large they are.',
      answer: anyStore,
      parameters: [idParameter],
    }),
  },
  {
    method: 'DELETE',
    path: '/{version}/fileSearchStores/:id',
    open: (front) => storeRoute(front, 'delete'),
    detail: describe({
      id: 'deleteFileSearchStore',
      summary: 'Deletion of a file search store',
      description: 'Lets its account forget a store; one with documents in it by `force` alone.',
      answer: none,
      parameters: [idParameter, force],
    }),
  },
]

const filling: readonly KeptEndpoint[] = [
  {
    method: 'POST',
    path: '/upload/{version}/fileSearchStores/:id',
    open: uploadRoute,
    detail: describe({
      id: 'uploadToFileSearchStore',
      summary: 'Upload to a file search store',
      description:
        'As the upload of a file, for a document of the store: `:uploadToFileSearchStore` follows the id.',
      request: { schema: documentRequest, example: { displayName: 'report.pdf' } },
      answer: begun(`${shownStore.name}/upload/operations/report-9`),
      parameters: [idParameter, uploadId],
    }),
  },
  {
    method: 'PUT',
    path: '/upload/{version}/fileSearchStores/:id',
    open: uploadRoute,
    detail: describe({
      id: 'putDocument',
      summary: 'Part of an upload to a file search store',
      description: 'As the part of an upload of a file.',
      answer: begun(`${shownStore.name}/upload/operations/report-9`),
      parameters: [idParameter, uploadId],
    }),
  },
  {
    method: 'POST',
    path: '/{version}/fileSearchStores/:id',
    open: importFileRoute,
    detail: describe({
      id: 'importFileToFileSearchStore',
      summary: 'Import to a file search store',
      description:
        'Makes a file a document of the store: `:importFile` follows the id. Both must be at one account.',
      request: { schema: importRequest, example: { fileName: 'files/x7k2' } },
      answer: begun(`${shownStore.name}/operations/report-9`),
      parameters: [idParameter],
    }),
  },
]

const contents: readonly KeptEndpoint[] = [
  {
    method: 'GET',
    path: '/{version}/fileSearchStores/:id/documents',
    open: (front) => storeRoute(front, 'list-documents'),
    detail: describe({
      id: 'listDocuments',
      summary: 'Documents of a file search store',
      description: 'What lies in a store, as its account tells it.',
      answer: { schema: documentList, example: { documents: [shownDocument] } },
      parameters: [idParameter, ...pages(20)],
    }),
  },
  {
    method: 'GET',
    path: '/{version}/fileSearchStores/:id/documents/:document',
    open: (front) => storeRoute(front, 'retrieve', [['documents', 'document']]),
    detail: describe({
      id: 'getDocument',
      summary: 'One document of a file search store',
      description: 'What is told of a document; never its contents.',
      answer: anyDocument,
      parameters: [idParameter, within('document')],
    }),
  },
  {
    method: 'DELETE',
    path: '/{version}/fileSearchStores/:id/documents/:document',
    open: (front) => storeRoute(front, 'delete', [['documents', 'document']]),
    detail: describe({
      id: 'deleteDocument',
      summary: 'Deletion of a document',
      description: 'Takes a document out of its store; one that is cut up by `force` alone.',
      answer: none,
      parameters: [idParameter, within('document'), force],
    }),
  },
  {
    method: 'GET',
    path: '/{version}/fileSearchStores/:id/operations/:operation',
    open: (front) => storeRoute(front, 'retrieve', [['operations', 'operation']]),
    detail: describe({
      id: 'getImportOperation',
      summary: 'How an import stands',
      description: 'Whether an import is done, and which document came of it.',
      answer: begun(`${shownStore.name}/operations/report-9`),
      parameters: [idParameter, within('operation')],
    }),
  },
  {
    method: 'GET',
    path: '/{version}/fileSearchStores/:id/upload/operations/:operation',
    open: (front) => storeRoute(front, 'retrieve', [['upload/operations', 'operation']]),
    detail: describe({
      id: 'getUploadOperation',
      summary: 'How an upload to a store stands',
      description: 'Whether an upload is made a document, and which.',
      answer: begun(`${shownStore.name}/upload/operations/report-9`),
      parameters: [idParameter, within('operation')],
    }),
  },
]

export const storeEndpoints: readonly KeptEndpoint[] = [...stores, ...filling, ...contents]
