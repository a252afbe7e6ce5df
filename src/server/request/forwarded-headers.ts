import { writeHeaderLines } from '../../exchange/header-lines.ts'

/**
 * What of a client's request may matter upstream. This only keeps back what must never leave (credentials,
 * addresses, what belongs to this connection, what tells who the client is); a channel's own list of allowed
 * headers decides about the rest.
 */
const heldBack: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'dnt',
  'expect',
  'forwarded',
  'host',
  'http-referer',
  'keep-alive',
  'origin',
  'priority',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'true-client-ip',
  'upgrade',
  'user-agent',
  'via',
  'x-api-key',
  'x-client-ip',
  'x-goog-api-key',
  'x-real-ip',
  'x-title',
])

const heldBackPrefixes =
  /^(?:access-control-|cf-|fly-|sec-|x-amzn-|x-envoy-|x-forwarded-|x-original-|x-switchyard-)/

/**
 * `name: value` lines, names in lower case. `formType`: what the body is, where it is no JSON: nobody can read a form
 * without its boundary.
 */
export const forwardedHeaders = (headers: Headers, formType?: string): string => {
  const forwarded: [string, string][] = formType === undefined ? [] : [['content-type', formType]]
  for (const [name, value] of headers)
    if (!heldBack.has(name) && !heldBackPrefixes.test(name)) forwarded.push([name, value])
  return writeHeaderLines(forwarded)
}

const credentials: ReadonlySet<string> = new Set(['key', 'api_key', 'access_token', 'oauth_token'])

/** The query string without what a client may prove itself by. */
export const forwardedQuery = (query: string): string =>
  query === ''
    ? ''
    : query
        .split('&')
        .filter((part) => part !== '' && !credentials.has(nameOf(part)))
        .join('&')

/** A name may be written with escapes: `%6Bey` is `key` to every server, so it must be to us. */
const nameOf = (part: string): string => {
  const [name = ''] = new URLSearchParams(part).keys()
  return name.toLowerCase()
}
