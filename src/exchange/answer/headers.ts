import { isUpload } from '../../protocol/upload.ts'
import type { AttemptContext, Grant } from '../attempt-context.ts'
import { passesUntouched } from '../plan/call-plan.ts'
import { writeHeaderLines } from '../header-lines.ts'
import type { Order } from '../messages.ts'
import { withoutKey } from './without-key.ts'
import { warningLine } from '../warning-line.ts'

/**
 * What of an upstream's headers a client may see: what the body is, the limits that are left, what the channel lets
 * pass, and the upstream's own request id (under a name of its own where ours has the same). A decoded body has
 * lost its `content-encoding` and `content-length`, so they never pass. A translated answer says what it has become.
 */
export const answerHeaders = (
  { order, plan, grant }: Pick<AttemptContext, 'order' | 'plan' | 'grant'>,
  headers: Headers,
): string => {
  const passed: [string, string][] = []
  const isUntouched = passesUntouched(plan)
  for (const [name, value] of headers) {
    if (name === 'content-type' && !isUntouched) continue
    const told = name === 'x-request-id' ? 'x-upstream-request-id' : name
    if (told !== name || isCommon(name) || passes(name, order, grant))
      passed.push([told, withoutKey(grant, value)])
  }
  if (!isUntouched) passed.push(['content-type', contentTypeOf(order)])
  if (plan.warnings.length > 0) passed.push(['x-switchyard-warnings', warningLine(plan.warnings)])
  return writeHeaderLines(passed)
}

const passes = (name: string, { operation }: Order, { channel }: Grant): boolean =>
  channel.passedHeaders.includes(name) ||
  (isUpload(operation) && channel.uploadHeaders?.told.includes(name) === true)

const contentTypeOf = ({ isStreaming, framing }: Order): string =>
  isStreaming && framing === 'sse' ? 'text/event-stream; charset=utf-8' : 'application/json'

const common = new Set(['content-type', 'retry-after', 'retry-after-ms', 'x-simulated'])

/** Limits are announced as `x-ratelimit-…`, `ratelimit-…` or `<vendor>-ratelimit-…`. */
const isCommon = (name: string): boolean => common.has(name) || /^([a-z]+-)?ratelimit-/.test(name)
