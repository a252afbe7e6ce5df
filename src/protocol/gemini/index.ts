import { heartbeat } from '../heartbeat.ts'
import type { Protocol } from '../protocol.ts'
import { toldUnasked } from '../usage-wish.ts'
import { prompt } from './prompt.ts'
import { readError, writeFailure, writeStreamFailure } from './error.ts'
import { stored } from './stored.ts'
import { streamReader } from './stream.ts'
import { readUsage } from './usage.ts'

export const gemini: Protocol = {
  id: 'gemini',
  askForUsage: toldUnasked,
  streamReader,
  readUsage,
  readError,
  writeFailure,
  writeStreamFailure,
  heartbeat,
  prompt,
  stored,
}
