import { isObject } from './json.ts'
import { insertKey, readValue, scanTopLevel, spliceValue } from './json-scan.ts'
import type { Operation, UsageWish } from './protocol.ts'

const key = 'stream_options'
const wish = '{"include_usage":true}'

/**
 * A stream of chunks (chat and completions) tells its usage only when `stream_options.include_usage` asks for it. What
 * the client wrote there is kept; what is no object is left for the upstream to refuse.
 * https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options
 */
export const askForUsage = (operation: Operation, body: string): UsageWish => {
  if (operation !== 'generate') return { body, hidesUsage: false }
  const span = scanTopLevel(body, [key]).spans.get(key)
  if (span === undefined) return { body: insertKey(body, key, wish), hidesUsage: true }
  const options = readValue(body, span)
  if (options === null) return { body: spliceValue(body, span, wish), hidesUsage: true }
  if (!isObject(options) || options['include_usage'] === true) return { body, hidesUsage: false }
  const asked = JSON.stringify({ ...options, include_usage: true })
  return { body: spliceValue(body, span, asked), hidesUsage: true }
}
