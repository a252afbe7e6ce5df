import { addQuery, joinUrl } from '../channel/index.ts'
import { protocols } from '../protocol/index.ts'
import { readString, spliceValue } from '../protocol/json-scan.ts'
import type { Grant } from './attempt-context.ts'
import { parseHeaderLines } from './header-lines.ts'
import type { Order } from './messages.ts'

export type UpstreamRequest = {
  readonly url: string
  readonly headers: Record<string, string>
  /** A byte string: the client's bytes, but for the model's name and the wish for usage. */
  readonly body: string
  /** Usage was asked for in the client's stead: it must not see the extra event. */
  readonly hidesUsage: boolean
}

/** What goes upstream for an order; undefined when the channel has no such operation. */
export const buildRequest = (
  order: Order,
  { channel, secret, userAgent }: Grant,
): UpstreamRequest | undefined => {
  const path = channel.pathOf(order)
  if (path === undefined) return undefined
  const body = withModel(order)
  const wish = order.isStreaming
    ? protocols[order.protocol].askForUsage(order.operation, body)
    : { body, hidesUsage: false }
  return {
    url: joinUrl(channel.baseUrl, addQuery(path, order.query)),
    headers: {
      'content-type': 'application/json',
      accept:
        order.isStreaming && order.framing === 'sse' ? 'text/event-stream' : 'application/json',
      'accept-encoding': 'identity',
      'user-agent': userAgent,
      ...channel.headersFor(secret),
      ...forwarded(order.headers, channel.forwardedHeaders),
    },
    body: wish.body,
    hidesUsage: wish.hidesUsage,
  }
}

const forwarded = (lines: string, allowed: readonly string[]): Record<string, string> =>
  Object.fromEntries(parseHeaderLines(lines).filter(([name]) => allowed.includes(name)))

/** The client's model name may be an alias or carry a channel prefix: its place in the body gets the upstream's name. */
const withModel = ({ body, model, modelStart, modelEnd }: Order): string => {
  if (modelStart < 0) return body
  const span = { start: modelStart, end: modelEnd }
  // Compared as read: a name that is written with escapes is the same name, and its bytes are the client's.
  return readString(body, span) === model ? body : spliceValue(body, span, JSON.stringify(model))
}
