import { toText } from './bytes.ts'
import { isObject, listAt, parseText, stringAt, type JsonObject } from './json.ts'
import type { UpstreamError } from './protocol.ts'
import { pauseOf } from './retry-delay.ts'

const maxMessageLength = 1_000

/**
 * An upstream's error, whichever vendor's shape it has: a compatible upstream may answer with a Google error in
 * an array, a bare string, FastAPI's `detail`, OAuth's two strings, or a page of HTML. Undefined when the body
 * says nothing or is no error.
 */
export const readErrorBody = (body: string): UpstreamError | undefined => {
  const parsed = parseText(body)
  if (parsed === undefined) return readPlain(toText(body))
  const root: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (typeof root === 'string') return readPlain(root)
  return isObject(root) ? readRoot(root) : undefined
}

const readRoot = (root: JsonObject): UpstreamError | undefined => {
  const error = root['error']
  if (isObject(error)) return readDetailed(error, root)
  if (typeof error === 'string' && error !== '') return readNamed(error, root)
  const message = messageOf(root)
  if (message === '') return undefined
  return withDelay({ message, type: wordAt(root, 'type'), code: wordAt(root, 'code') }, [root])
}

/** `{"error":{…}}`: OpenAI, Anthropic and Google, each with words of its own for the kind. */
const readDetailed = (error: JsonObject, root: JsonObject): UpstreamError =>
  withDelay(
    {
      message:
        messageOf(error) || messageOf(root) || wordAt(error, 'type') || wordAt(error, 'status'),
      type: wordAt(error, 'type') || wordAt(error, 'status'),
      code: reasonOf(error) || wordAt(error, 'code'),
      ...statusOf(error),
      ...paramOf(error),
      ...quotasOf(error),
    },
    [error, root],
  )

/** A number as its code (Google, OpenRouter) repeats the HTTP status. */
const statusOf = ({ code }: JsonObject): Pick<UpstreamError, 'status'> =>
  typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600
    ? { status: code }
    : {}

const paramOf = (error: JsonObject): Pick<UpstreamError, 'param'> => {
  const param = wordAt(error, 'param')
  return param === '' ? {} : { param }
}

/** `{"error":"…"}`: OAuth names the kind there and explains it beside, others put the message itself there. */
const readNamed = (error: string, root: JsonObject): UpstreamError => {
  const explanation = stringAt(root, 'error_description') || stringAt(root, 'message')
  return withDelay(
    {
      message: bounded(explanation || error),
      type: '',
      code: explanation === '' ? '' : wordAt(root, 'error'),
    },
    [root],
  )
}

const withDelay = (error: UpstreamError, sources: readonly JsonObject[]): UpstreamError => ({
  ...error,
  ...pauseOf(sources, error.message),
})

/** A name for programs goes into logs and records too: what is longer is none. */
const wordAt = (value: JsonObject, key: string): string => stringAt(value, key).slice(0, 100)

const messageOf = (value: JsonObject): string => {
  const message = value['message'] ?? value['detail']
  if (typeof message === 'string') return bounded(message)
  // FastAPI lists what is wrong with a request; others wrap one more object around the text.
  const parts: readonly unknown[] = Array.isArray(message) ? message : [message]
  return bounded(
    parts
      .filter(isObject)
      .map((part) => stringAt(part, 'message') || stringAt(part, 'msg'))
      .filter((text) => text !== '')
      .join('; '),
  )
}

/** Google's machine-readable reason (`google.rpc.ErrorInfo`). */
const reasonOf = (error: JsonObject): string => {
  const details = error['details']
  if (!Array.isArray(details)) return ''
  for (const detail of details)
    if (isObject(detail) && wordAt(detail, 'reason') !== '') return wordAt(detail, 'reason')
  return ''
}

/** Google's `QuotaFailure`. https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
const quotasOf = (error: JsonObject): Pick<UpstreamError, 'quotas'> => {
  const quotas = listAt(error, 'details')
    .filter(isObject)
    .flatMap((detail) => listAt(detail, 'violations'))
    .filter(isObject)
    .map((violation) => wordAt(violation, 'quotaId'))
    .filter((name) => name !== '')
  return quotas.length === 0 ? {} : { quotas: quotas.slice(0, MAX_QUOTAS) }
}

const MAX_QUOTAS = 20

const readPlain = (text: string): UpstreamError | undefined => {
  const message = bounded(looksLikeHtml.test(text) ? textOfPage(text) : text)
  return message === '' ? undefined : withDelay({ message, type: '', code: '' }, [])
}

const looksLikeHtml = /^\s*<(?:!doctype|html|head|body|h1)/i
const title = /<title[^>]*>([^<]*)<\/title>/i

/** Of its beginning: what looks for ends that are not there goes over the rest again and again. */
const textOfPage = (page: string): string => {
  const beginning = page.slice(0, 20_000)
  return title.exec(beginning)?.[1] ?? beginning.replace(/<[^>]*>/g, ' ')
}

const bounded = (message: string): string =>
  message
    .slice(0, 4 * maxMessageLength)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxMessageLength)
