import { addQuery, joinUrl, type Target } from '../channel/index.ts'
import type { Operation } from '../protocol/protocol.ts'
import { isUponStored } from '../protocol/upon-stored.ts'
import type { Grant } from './attempt-context.ts'
import type { CallPlan } from './call-plan.ts'
import { parseHeaderLines } from './header-lines.ts'
import type { Order } from './messages.ts'

/** Where a request goes, and under which headers. */
export type Address = Pick<CallPlan, 'url' | 'headers' | 'target'>

export const addressOf = (
  order: Pick<Order, 'query' | 'headers'>,
  { channel, secret, userAgent }: Grant,
  target: Target,
): Address => ({
  target,
  url: joinUrl(channel.baseUrl, addQuery(channel.pathOf(target) ?? '', order.query)),
  headers: {
    ...(isUponStored(target.operation) ? {} : { 'content-type': 'application/json' }),
    accept: acceptOf(target),
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...channel.headersFor(secret),
    ...forwarded(order.headers, channel.forwardedHeaders),
  },
})

const acceptOf = ({ operation, isStreaming, framing }: Target): string => {
  if (isStreaming && framing === 'sse') return 'text/event-stream'
  return answersAsAsked.has(operation) ? '*/*' : 'application/json'
}

/** Their answers are whatever the body asks for: subtitles, plain text, sound. */
const answersAsAsked: ReadonlySet<Operation> = new Set(['transcribe', 'translate-speech', 'speak'])

const forwarded = (lines: string, allowed: readonly string[]): Record<string, string> =>
  Object.fromEntries(parseHeaderLines(lines).filter(([name]) => allowed.includes(name)))
