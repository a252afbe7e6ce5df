import type { Failure } from '../../ir/failure.ts'

/** How a call broke at the network. Bun gives every such failure a code as text; anything else is a defect of ours. */
export type NetworkError = Error & { readonly code: string }

export const isNetworkError = (error: unknown): error is NetworkError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'

/**
 * Says which part of the way failed, as far as that can be known. By a proxy nobody else is dialled, so who is not found
 * or does not answer the dial is the proxy; a connection that broke later may have been broken by either.
 */
export const unreachable = (error: NetworkError, isProxied: boolean): Failure => {
  const { code } = error
  if (!isProxied)
    return failure('upstream_unreachable', `the connection to the upstream failed (${code})`)
  if (code === TUNNEL_REFUSED) return tunnelRefused(error)
  if (undialled.has(code))
    return failure('proxy_unreachable', `the account's proxy cannot be reached (${code})`)
  return failure(
    'upstream_unreachable',
    `the connection to the upstream through the account's proxy failed (${code}): one of the two has ended it`,
  )
}

/** The proxy wants a user and a password, or others: it has passed on nothing. */
export const proxyRefused: Failure = {
  kind: 'transient',
  code: 'proxy_refused',
  status: 502,
  message: "the account's proxy refused its user name or password",
}

export const PROXY_AUTHENTICATION_REQUIRED = 407

/** Its error has the proxy's answer to `CONNECT` as `status` and `statusText`. */
const TUNNEL_REFUSED = 'ERR_PROXY_TUNNEL'

const undialled: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

const tunnelRefused = (error: NetworkError): Failure => {
  const status = 'status' in error ? Number(error.status) : 0
  if (status === PROXY_AUTHENTICATION_REQUIRED) return proxyRefused
  const words = 'statusText' in error ? ownWords.exec(String(error.statusText))?.[0] : undefined
  if (words?.includes(' cannot be reached') === true)
    return failure('proxy_unreachable', `the account's proxy cannot be reached (${words})`)
  return failure(
    'upstream_unreachable',
    `the account's proxy did not open a connection to the upstream (${words ?? `status ${status}`})`,
  )
}

/** Of a bridge to a SOCKS proxy. What a stranger's proxy says is no business of clients. */
const ownWords = /^the SOCKS proxy [\w :]+$/

const failure = (code: string, message: string): Failure => ({
  kind: 'transient',
  code,
  status: 502,
  message,
})
