import { t } from 'elysia'
import { queryParameter } from '../docs/operation.ts'
import { describe } from './describe.ts'
import { idParameter, none, pages, uploadId, type KeptEndpoint } from './kept-endpoint.ts'
import { createCacheRoute, keptRoute } from './kept-route.ts'
import {
  cachedContent,
  cachedContentChange,
  cachedContentList,
  cachedContentRequest,
  file,
  fileList,
  fileRequest,
  uploadAnswer,
} from './kept-schemas.ts'
import { listRoute } from './list-route.ts'
import { storeEndpoints } from './store-endpoints.ts'
import { uploadRoute } from './upload-route.ts'

const shownCache = {
  name: 'cachedContents/x7k2',
  model: 'models/gemini-3-flash',
  expireTime: '2026-12-01T12:00:00Z',
  usageMetadata: { totalTokenCount: 51_000 },
}

const shownFile = {
  name: 'files/x7k2',
  uri: 'https://generativelanguage.googleapis.com/v1beta/files/x7k2',
  mimeType: 'application/pdf',
  state: 'ACTIVE',
}

const anyCache = { schema: cachedContent, example: shownCache }
const anyFile = { schema: file, example: shownFile }

const caches: readonly KeptEndpoint[] = [
  {
    method: 'POST',
    path: '/{version}/cachedContents',
    open: createCacheRoute,
    detail: describe({
      id: 'createCachedContent',
      summary: 'Cached content',
      description:
        'Lets an account keep the beginning of prompts. Requests that name it go to that account.',
      request: {
        schema: cachedContentRequest,
        example: {
          model: 'models/gemini-3-flash',
          contents: [{ role: 'user', parts: [{ text: 'A long document.' }] }],
          ttl: '3600s',
        },
      },
      answer: anyCache,
    }),
  },
  {
    method: 'GET',
    path: '/{version}/cachedContents',
    open: (front) => listRoute(front, 'cachedContents'),
    detail: describe({
      id: 'listCachedContents',
      summary: 'Cached contents',
      description: 'What this user made here, at all accounts, the latest first.',
      answer: { schema: cachedContentList, example: { cachedContents: [shownCache] } },
      parameters: pages(100),
    }),
  },
  {
    method: 'GET',
    path: '/{version}/cachedContents/:id',
    open: (front) => keptRoute(front, 'cachedContents', 'retrieve'),
    detail: describe({
      id: 'getCachedContent',
      summary: 'One cached content',
      description: 'What is told of a cached content; never its contents.',
      answer: anyCache,
      parameters: [idParameter],
    }),
  },
  {
    method: 'PATCH',
    path: '/{version}/cachedContents/:id',
    open: (front) => keptRoute(front, 'cachedContents', 'update'),
    detail: describe({
      id: 'updateCachedContent',
      summary: 'End of a cached content',
      description: 'Sets when a cached content ends.',
      request: { schema: cachedContentChange, example: { ttl: '7200s' } },
      answer: anyCache,
      parameters: [
        idParameter,
        queryParameter('updateMask', 'The fields that are set.', t.String()),
      ],
    }),
  },
  {
    method: 'DELETE',
    path: '/{version}/cachedContents/:id',
    open: (front) => keptRoute(front, 'cachedContents', 'delete'),
    detail: describe({
      id: 'deleteCachedContent',
      summary: 'Deletion of a cached content',
      description: 'Lets its account forget a cached content.',
      answer: none,
      parameters: [idParameter],
    }),
  },
]

const uploaded = { schema: uploadAnswer, example: { file: shownFile } }

const files: readonly KeptEndpoint[] = [
  {
    method: 'POST',
    path: '/upload/{version}/files',
    open: uploadRoute,
    detail: describe({
      id: 'uploadFile',
      summary: 'Upload of a file',
      description:
        'Begins an upload (`X-Goog-Upload-Protocol: resumable`), answered with an `x-goog-upload-url` of this server to which the bytes go, in one request or several; or one by ranges (`uploadType=resumable` alone), answered with a `location`; or takes a file whole (`uploadType=multipart`, `uploadType=media`).',
      request: { schema: fileRequest, example: { file: { displayName: 'report.pdf' } } },
      answer: uploaded,
      parameters: [uploadId],
    }),
  },
  {
    method: 'PUT',
    path: '/upload/{version}/files',
    open: uploadRoute,
    detail: describe({
      id: 'putFile',
      summary: 'Part of an upload',
      description:
        'Goes on with an upload at the `location` of its beginning: `Content-Range` says which bytes these are, or with `*` in their place asks which have arrived. Answered with 308 and the `range` of what is here, while there is more to come.',
      answer: uploaded,
      parameters: [uploadId],
    }),
  },
  {
    method: 'GET',
    path: '/{version}/files',
    open: (front) => listRoute(front, 'files'),
    detail: describe({
      id: 'listFiles',
      summary: 'Files',
      description:
        'What this user sent here in the last two days, at all accounts, the latest first.',
      answer: { schema: fileList, example: { files: [shownFile] } },
      parameters: pages(100),
    }),
  },
  {
    method: 'GET',
    path: '/{version}/files/:id',
    open: (front) => keptRoute(front, 'files', 'retrieve'),
    detail: describe({
      id: 'getFile',
      summary: 'One file',
      description:
        'What is told of a file. With `:download` behind the id, the bytes of a file that a model has made.',
      answer: anyFile,
      parameters: [idParameter],
    }),
  },
  {
    method: 'GET',
    path: '/download/{version}/files/:id',
    open: (front) => keptRoute(front, 'files', 'download'),
    detail: describe({
      id: 'downloadFile',
      summary: 'Bytes of a file',
      description: 'The bytes of a file that a model has made: `:download` follows the id.',
      answer: { schema: t.String({ format: 'binary' }), example: '(the bytes of a film)' },
      answerType: 'application/octet-stream',
      parameters: [idParameter],
    }),
  },
  {
    method: 'DELETE',
    path: '/{version}/files/:id',
    open: (front) => keptRoute(front, 'files', 'delete'),
    detail: describe({
      id: 'deleteFile',
      summary: 'Deletion of a file',
      description: 'Lets its account forget a file.',
      answer: none,
      parameters: [idParameter],
    }),
  },
]

export const keptEndpoints: readonly KeptEndpoint[] = [...caches, ...files, ...storeEndpoints]
