import type { Random } from '../../actor/random.ts'

export type RequestIds = { readonly requestId: string; readonly correlationId: string }

/** What may stand in a header and in a log line as it is. */
const printable = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/

/**
 * The ids of a request: the client's `x-request-id` when it can be used, else a new UUID; and what ties
 * several requests together: `x-correlation-id`, else `x-trace-id`, else the request id.
 */
export const readRequestIds = (headers: Headers, random: Random): RequestIds => {
  const requestId = usable(headers.get('x-request-id')) ?? newRequestId(random)
  const correlationId =
    usable(headers.get('x-correlation-id')) ?? usable(headers.get('x-trace-id')) ?? requestId
  return { requestId, correlationId }
}

const usable = (value: string | null): string | undefined => {
  const trimmed = value?.trim()
  return trimmed !== undefined && printable.test(trimmed) ? trimmed : undefined
}

/** A UUID of version 4 from the injected source, so that a replayed run has the same ids. */
const newRequestId = (random: Random): string => {
  const first = hex32(random)
  const second = hex32(random)
  const third = hex32(random)
  const variant = ((Number.parseInt(third.slice(0, 1), 16) & 3) | 8).toString(16)
  const node = third.slice(4) + hex32(random)
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${node}`
}

const hex32 = (random: Random): string =>
  Math.floor(random.next() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0')
