/** Which web pages may call us. `permissive`: every one. `strict`: the listed origins. */
export type CorsPolicy = {
  readonly mode: 'strict' | 'permissive'
  /** Whole origins: `https://app.example`, no path, no final slash. */
  readonly allowedOrigins: ReadonlySet<string>
}

const methods = 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'

/** What clients of every protocol send, for a preflight that names no header. */
const commonHeaders = [
  'authorization',
  'content-type',
  'x-api-key',
  'x-goog-api-key',
  'idempotency-key',
  'x-request-id',
  'x-correlation-id',
  'x-session-id',
  'x-client-session-id',
  'x-conversation-id',
  'x-thread-id',
  'x-stainless-arch',
  'x-stainless-helper-method',
  'x-stainless-lang',
  'x-stainless-os',
  'x-stainless-package-version',
  'x-stainless-retry-count',
  'x-stainless-runtime',
  'x-stainless-runtime-version',
  'x-stainless-timeout',
]

/** No credentials are allowed, so `*` covers what upstreams add; the names come first for old browsers. */
const exposedHeaders =
  'x-request-id, x-correlation-id, retry-after, x-switchyard-account, x-switchyard-model, x-switchyard-attempts, x-switchyard-warnings, *'

/** A header list may be echoed when it is nothing but names. */
const headerNames = /^[\w!#$%&'*+.^`|~ ,-]{1,4096}$/

/** What lets the page read an answer; undefined when the request came from no page. */
export const corsHeaders = (
  policy: CorsPolicy,
  headers: Headers,
): Readonly<Record<string, string>> | undefined => {
  const origin = headers.get('origin')
  if (origin === null) return undefined
  if (policy.mode === 'permissive')
    return { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders }
  if (!policy.allowedOrigins.has(origin)) return { vary: 'origin' }
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders,
    vary: 'origin',
  }
}

/**
 * The further headers of an answer to a preflight; empty when the page may not call. `protocolHeaders` are those
 * that the protocols add to the common ones.
 */
export const preflightHeaders = (
  policy: CorsPolicy,
  headers: Headers,
  protocolHeaders: readonly string[],
): Readonly<Record<string, string>> => {
  if (!isPreflight(headers) || !mayRead(corsHeaders(policy, headers))) return {}
  const wanted = headers.get('access-control-request-headers')
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers':
      wanted !== null && headerNames.test(wanted)
        ? wanted
        : [...commonHeaders, ...protocolHeaders].join(', '),
    'access-control-max-age': '3600',
  }
}

const isPreflight = (headers: Headers): boolean =>
  headers.has('origin') && headers.has('access-control-request-method')

const mayRead = (headers: Readonly<Record<string, string>> | undefined): boolean =>
  headers !== undefined && 'access-control-allow-origin' in headers
