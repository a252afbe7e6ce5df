import type { IncomingMessage } from 'node:http'
import type { ReceivedHead } from './strictness.ts'

export type ReceivedRequest = ReceivedHead & {
  readonly path: string
  readonly search: string
  readonly body: string
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
    body,
  }
}

const readBody = (incoming: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString()))
    incoming.on('error', () => resolve(undefined))
    incoming.on('close', () => resolve(undefined))
  })

/** Node lists names and values alternately. */
const pairsOf = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  raw.flatMap((name, position) =>
    position % 2 === 0 ? [[name.toLowerCase(), raw[position + 1] ?? ''] as const] : [],
  )
