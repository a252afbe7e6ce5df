import { fromBytes, toText } from '../../protocol/bytes.ts'

/** Generated images of a batch come to tens of megabytes; whatever is larger is no answer of a model. */
export const MAX_ANSWER_BYTES = 128 * 1024 * 1024

/** The whole body as a byte string; undefined when it is too large to be held, and then it is read no further. */
export const readWholeBody = (
  response: Response,
  maxBytes: number = MAX_ANSWER_BYTES,
): Promise<string | undefined> => {
  const announced = announcedBytes(response.headers)
  if (announced === undefined) return readCounting(response, maxBytes)
  return announced > maxBytes ? giveUp(response) : readAnnounced(response)
}

/** The same as text, for what is read here and passed on to nobody. */
export const readWholeText = async (
  response: Response,
  maxBytes: number,
): Promise<string | undefined> => {
  const body = await readWholeBody(response, maxBytes)
  return body === undefined ? undefined : toText(body)
}

/** A compressed body says how long it was on the way, not how long it is. */
const announcedBytes = (headers: Headers): number | undefined => {
  const length = headers.get('content-length')
  return length === null || headers.has('content-encoding') ? undefined : Number(length)
}

const readAnnounced = async (response: Response): Promise<string> =>
  fromBytes(await response.bytes())

const giveUp = async (response: Response): Promise<undefined> => {
  await response.body?.cancel()
}

const readCounting = async (response: Response, maxBytes: number): Promise<string | undefined> => {
  const reader = response.body?.getReader()
  let body = ''
  for (;;) {
    const part = await reader?.read()
    if (part === undefined || part.done) return body
    body += fromBytes(part.value)
    if (body.length > maxBytes) {
      await reader?.cancel()
      return undefined
    }
  }
}
