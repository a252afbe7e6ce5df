import type { Target, UploadHeaders } from '../channel.ts'

/**
 * By commands (https://ai.google.dev/api/files#method:-media.upload; what else Google's servers tell there is a second
 * address), and by ranges of bytes, as all of Google's interfaces have it
 * (https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable).
 */
export const uploadHeaders: UploadHeaders = {
  sent: [
    'x-goog-upload-protocol',
    'x-goog-upload-command',
    'x-goog-upload-offset',
    'x-goog-upload-file-name',
    'x-goog-upload-header-content-length',
    'x-goog-upload-header-content-type',
    'x-upload-content-length',
    'x-upload-content-type',
    'content-range',
  ],
  told: [
    'x-goog-upload-status',
    'x-goog-upload-url',
    'x-goog-upload-size-received',
    'x-goog-upload-chunk-granularity',
    'location',
    'range',
  ],
}

/**
 * Cached contents, files and stores of documents: https://ai.google.dev/api/caching, https://ai.google.dev/api/files and
 * https://ai.google.dev/api/file-search/file-search-stores; the bytes of files as
 * https://ai.google.dev/gemini-api/docs/batch-api has it.
 */
export const storedPathOf = (target: Target, baseUrl: string): string | undefined => {
  const { operation, resource = '' } = target
  const path = `/v1beta/${resource.split('/').map(encodeURIComponent).join('/')}`
  switch (operation) {
    case 'create-cache':
      return '/v1beta/cachedContents'
    case 'create-store':
      return '/v1beta/fileSearchStores'
    case 'import-file':
      return `${path}:importFile`
    case 'list-documents':
      return `${path}/documents`
    case 'retrieve':
    case 'update':
    case 'delete':
      return path
    case 'download':
      return `/download${path}:download?alt=media`
    case 'start-upload':
    case 'upload':
      return resource === '' ? '/upload/v1beta/files' : `/upload${path}:uploadToFileSearchStore`
    case 'continue-upload':
    case 'put-upload':
      return uploadPath(resource, baseUrl)
    default:
      return undefined
  }
}

/**
 * The upstream's own address of an upload, as a path from the base URL: whatever host it names, the credential goes to
 * the configured one alone.
 */
const uploadPath = (address: string, baseUrl: string): string => {
  const { pathname, search } = new URL(address, baseUrl)
  const root = new URL(baseUrl).pathname.replace(/\/+$/, '').replace(/\/v\d[^/]*$/, '')
  const path = pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname
  return path + search
}
