/** The upload protocol as a client without a library speaks it. */
import { clientKey, type World } from './relay-world.ts'

type Headers = Readonly<Record<string, string>>

export const startUpload = (
  { url }: Pick<World, 'url'>,
  size: number,
  { key = clientKey, ...headers }: Headers & { readonly key?: string } = {},
): Promise<Response> =>
  fetch(`${url}/upload/v1beta/files`, {
    method: 'POST',
    headers: {
      'x-goog-api-key': key,
      'content-type': 'application/json',
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(size),
      'x-goog-upload-header-content-type': 'text/plain',
      ...headers,
    },
    body: JSON.stringify({ file: { displayName: 'raw' } }),
  })

/** Begun well: where the bytes go. */
export const addressOfUpload = async (
  world: Pick<World, 'url'>,
  size: number,
  headers: Headers = {},
): Promise<string> => {
  const response = await startUpload(world, size, headers)
  await response.text()
  return response.headers.get('x-goog-upload-url') ?? ''
}

type Part = {
  readonly command: string
  readonly offset?: number
  readonly body?: Uint8Array<ArrayBuffer> | ReadableStream | string
  readonly headers?: Headers
}

/** As most clients do it: without any key. */
export const sendPart = (address: string, { command, offset, body, headers }: Part) =>
  fetch(address, {
    method: 'POST',
    headers: {
      'x-goog-upload-command': command,
      ...(offset === undefined ? {} : { 'x-goog-upload-offset': String(offset) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })

export const lastPart = 'upload, finalize'

/** What tells how an upload stands. */
export const standOf = (response: Response) => [
  response.status,
  response.headers.get('x-goog-upload-status'),
  response.headers.get('x-goog-upload-size-received'),
]

/** What a part of an upload but the last is a multiple of. */
export const granule = 262_144

export const bytesOf = (size: number) => new Uint8Array(size).fill(97)

/** Requests of the parts of uploads, as Google has seen them. */
export const uploadsIn = ({ gemini }: Pick<World, 'gemini'>) =>
  gemini.journal.entries.filter(({ query }) => query.includes('upload_id'))
