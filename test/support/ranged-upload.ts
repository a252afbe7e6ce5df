/** Uploads by ranges of bytes, as older libraries of Google's and pages in browsers speak it. */
import { clientKey, type World } from './relay-world.ts'

type Beginning = {
  /** Below `/upload/v1beta`. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly told?: object
}

export const beginRanged = (
  { url }: Pick<World, 'url'>,
  { path = 'files', headers, told = { file: { mimeType: 'text/plain' } } }: Beginning = {},
): Promise<Response> =>
  fetch(`${url}/upload/v1beta/${path}?uploadType=resumable`, {
    method: 'POST',
    headers: { 'x-goog-api-key': clientKey, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(told),
  })

/** Begun well: where the bytes go. */
export const locationOf = async (
  world: Pick<World, 'url'>,
  beginning: Beginning = {},
): Promise<string> => {
  const response = await beginRanged(world, beginning)
  await response.text()
  return response.headers.get('location') ?? ''
}

/** Without a key, as these clients send them. */
export const putRange = (
  location: string,
  range: string | undefined,
  body?: BodyInit,
): Promise<Response> =>
  fetch(location, {
    method: 'PUT',
    redirect: 'manual',
    headers: range === undefined ? {} : { 'content-range': range },
    ...(body === undefined ? {} : { body }),
  })

/** What tells how an upload stands. */
export const rangeOf = (response: Response) => [response.status, response.headers.get('range')]
