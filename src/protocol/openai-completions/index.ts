import { heartbeat } from '../heartbeat.ts'
import type { Protocol } from '../protocol.ts'
import { askForUsage } from '../openai-usage-wish.ts'
import { readError, writeFailure, writeStreamFailure } from './error.ts'
import { prompt } from './prompt.ts'
import { streamReader } from './stream.ts'
import { readUsage } from './usage.ts'

export const openAiCompletions: Protocol = {
  id: 'openai-completions',
  askForUsage,
  streamReader,
  readUsage,
  readError,
  writeFailure,
  writeStreamFailure,
  heartbeat,
  prompt,
}
