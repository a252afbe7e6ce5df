import { JsonArrayFramer } from './json-array.ts'
import type { Framer, Framing } from './protocol.ts'
import { SseFramer } from './sse.ts'

/** Generated images come in one event: base64 of tens of megabytes is real, more is a fault. */
const largestEventBytes = 64 * 1_048_576

/** The framer of one stream. An event longer than `maxEventBytes` is given up on: see `StreamEvent.isOversized`. */
export const openFramer = (framing: Framing, maxEventBytes: number = largestEventBytes): Framer =>
  framing === 'sse' ? new SseFramer(maxEventBytes) : new JsonArrayFramer(maxEventBytes)
