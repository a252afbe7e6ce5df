import { addQuery, joinUrl, type Target } from '../../channel/index.ts'
import type { Operation } from '../../protocol/protocol.ts'
import { isUnderWay, isUpload } from '../../protocol/upload.ts'
import { hasNoBody } from '../../protocol/upon-stored.ts'
import type { Grant } from '../attempt-context.ts'
import type { CallPlan } from './call-plan.ts'
import { parseHeaderLines } from '../header-lines.ts'
import type { Order } from '../messages.ts'

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
    ...(isJson(target.operation) ? { 'content-type': 'application/json' } : {}),
    accept: acceptOf(target),
    'accept-encoding': 'identity',
    'user-agent': userAgent,
    ...channel.headersFor(secret),
    ...forwarded(order.headers, allowed(target, channel)),
  },
})

const isJson = (operation: Operation): boolean => !hasNoBody(operation) && !isUnderWay(operation)

const allowed = ({ operation }: Target, channel: Grant['channel']): readonly string[] =>
  isUpload(operation)
    ? [...channel.forwardedHeaders, ...(channel.uploadHeaders?.sent ?? [])]
    : channel.forwardedHeaders

const acceptOf = ({ operation, isStreaming, framing }: Target): string => {
  if (isStreaming && framing === 'sse') return 'text/event-stream'
  return answersAsAsked.has(operation) ? '*/*' : 'application/json'
}

/** Their answers are whatever the body asks for: subtitles, plain text, sound. */
const answersAsAsked: ReadonlySet<Operation> = new Set([
  'transcribe',
  'translate-speech',
  'speak',
  'download',
  'continue-upload',
  'put-upload',
])

const forwarded = (lines: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(parseHeaderLines(lines).filter(([name]) => names.includes(name)))
