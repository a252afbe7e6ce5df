import { parseHeaderLines } from '../../exchange/header-lines.ts'
import type { Framing } from '../../protocol/protocol.ts'
import type { Call } from '../call.ts'
import type { Served } from './facts.ts'

/**
 * The headers of an answer that an account gave: the upstream's that may pass (`name: value` lines), who served,
 * and the call's own, which nothing upstream can replace.
 */
export const servedHeaders = (
  call: Call,
  upstream: string,
  served: Served,
): Record<string, string> =>
  Object.assign(Object.fromEntries(parseHeaderLines(upstream)), whoServed(served), call.headers)

/** Which account answered, or failed last; nothing when none was asked. */
export const whoServed = ({ account, upstreamModel, attempts }: Served): Record<string, string> =>
  account === ''
    ? {}
    : {
        'x-switchyard-account': headerText(account),
        'x-switchyard-model': headerText(upstreamModel),
        'x-switchyard-attempts': String(attempts),
      }

/** A header holds printable ASCII only, a model's name whatever a client wrote: the rest is percent-encoded. */
const headerText = (text: string): string =>
  /^[\x21-\x7e]*$/.test(text)
    ? text
    : text.toWellFormed().replace(/[^\x21-\x24\x26-\x7e]/gu, encodeURIComponent)

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
