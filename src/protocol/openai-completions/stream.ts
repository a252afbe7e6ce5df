import { stringAt } from '../json.ts'
import { readChunks } from '../openai-chunks.ts'
import type { StreamReader } from '../protocol.ts'

export const streamReader = (): StreamReader =>
  readChunks((choice) => stringAt(choice, 'text') !== '')
