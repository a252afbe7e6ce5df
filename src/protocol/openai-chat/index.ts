import { heartbeat } from '../heartbeat.ts'
import type { Protocol } from '../protocol.ts'
import { prompt } from './prompt.ts'
import { readError, writeFailure, writeStreamFailure } from './error.ts'
import { streamReader } from './stream.ts'
import { askForUsage } from '../openai-usage-wish.ts'
import { readUsage } from './usage.ts'

export const openAiChat: Protocol = {
  id: 'openai-chat',
  askForUsage,
  streamReader,
  readUsage,
  readError,
  writeFailure,
  writeStreamFailure,
  heartbeat,
  prompt,
}
