import type { IncomingMessage } from 'node:http'
import { fieldsOf } from './form.ts'
import type { ReceivedHead } from './strictness.ts'

export type ReceivedRequest = ReceivedHead & {
  readonly path: string
  readonly search: string
  /** The body as it came. */
  readonly bytes: Uint8Array
  /** The parts of a body that is a form. */
  readonly form: FormData | undefined
}

/** The whole request; undefined when the client left before it was complete. */
export const receive = async (incoming: IncomingMessage): Promise<ReceivedRequest | undefined> => {
  const body = await readBody(incoming)
  if (body === undefined) return undefined
  const url = new URL(incoming.url ?? '/', 'http://simulator')
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    search: url.search.slice(1),
    query: url.searchParams,
    headers: pairsOf(incoming.rawHeaders),
    body: body.toString(),
    bytes: body,
    form: await readForm(body, incoming.headers['content-type']),
  }
}

const readForm = async (body: Buffer, type: string | undefined): Promise<FormData | undefined> => {
  if (type?.startsWith('multipart/form-data') !== true) return undefined
  const form = new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData()
  return form.catch(() => undefined)
}

export const contentOf = ({ body, form }: ReceivedRequest): unknown => {
  if (form !== undefined) return fieldsOf(form)
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const readBody = (incoming: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    incoming.on('end', () => resolve(Buffer.concat(chunks)))
    incoming.on('error', () => resolve(undefined))
    incoming.on('close', () => resolve(undefined))
  })

/** Node lists names and values alternately. */
const pairsOf = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  raw.flatMap((name, position) =>
    position % 2 === 0 ? [[name.toLowerCase(), raw[position + 1] ?? ''] as const] : [],
  )
