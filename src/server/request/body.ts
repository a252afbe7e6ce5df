import { fromBytes } from '../../protocol/bytes.ts'

/** The bytes of a request, one character a byte; or why there are none. */
export type BodyResult =
  | { readonly type: 'read'; readonly body: string }
  | { readonly type: 'too-large' }
  /** The client left, or broke the transfer off. */
  | { readonly type: 'broken' }

/**
 * Reads at most `maxBytes`. A request that announces more is refused before a byte of it is read; one that
 * announces nothing (chunked) is counted while it comes.
 */
export const readBody = async (request: Request, maxBytes: number): Promise<BodyResult> => {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) > maxBytes) return { type: 'too-large' }
  try {
    return announced === null && request.body !== null
      ? await readCounting(request.body, maxBytes)
      : { type: 'read', body: fromBytes(await request.bytes()) }
  } catch {
    // Nothing but the connection can fail here, and its peer is the only one who could be told.
    return { type: 'broken' }
  }
}

const readCounting = async (
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<BodyResult> => {
  const parts: string[] = []
  let total = 0
  for await (const part of stream) {
    total += part.byteLength
    if (total > maxBytes) return { type: 'too-large' }
    parts.push(fromBytes(part))
  }
  return { type: 'read', body: parts.join('') }
}
