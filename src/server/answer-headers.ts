import type { Framing } from '../protocol/protocol.ts'
import type { Call } from './call.ts'
import type { Served } from './facts.ts'

/**
 * The headers of an answer that an account gave: the upstream's that may pass (`name: value` lines), who served,
 * and the call's own, which nothing upstream can replace.
 */
export const servedHeaders = (
  call: Call,
  upstream: string,
  served: Served,
): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const line of upstream === '' ? [] : upstream.split('\n')) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon)] = line.slice(colon + 2)
  }
  headers['x-switchyard-account'] = served.account
  headers['x-switchyard-model'] = served.upstreamModel
  headers['x-switchyard-attempts'] = String(served.attempts)
  return Object.assign(headers, call.headers)
}

/** What makes proxies and browsers hand a stream on piece by piece. */
export const streamHeaders = (
  framing: Framing,
  headers: Readonly<Record<string, string>>,
): Record<string, string> => ({
  'content-type': framing === 'sse' ? 'text/event-stream; charset=utf-8' : 'application/json',
  ...headers,
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
})
