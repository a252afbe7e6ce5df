import type { Usage } from '../../ir/usage.ts'
import { isBlank } from '../blank.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import type { EventNote, StreamReader } from '../protocol.ts'
import {
  content,
  hasError,
  preamble,
  readStreamBy,
  streamError,
  type PayloadReader,
} from '../stream-reader.ts'
import { readTokens } from './usage.ts'

export const streamReader = (): StreamReader => readStreamBy(readPayload)

const readPayload: PayloadReader = (payload, { data }) => {
  switch (payload['type']) {
    case 'ping':
    case 'content_block_stop':
      return preamble
    case 'message_start':
      return readStart(objectAt(payload, 'message'))
    case 'content_block_start':
      return isEmptyBlock(objectAt(payload, 'content_block')) ? preamble : content
    case 'content_block_delta':
      return content
    case 'message_delta':
      return { ...content, ...usageOf(payload) }
    case 'message_stop':
      return { phase: 'end', isComplete: true, ...usageOf(payload) }
    case 'error':
      return streamError(data)
    default:
      return readOther(payload, data)
  }
}

const readStart = (message: JsonObject | undefined): EventNote => ({
  ...(isBlank(message?.['content']) ? preamble : content),
  ...usageOf(message),
})

/** The frame of a text or of thinking. The start of a tool's block tells its call already. */
const isEmptyBlock = (block: JsonObject | undefined): boolean => {
  const type = block?.['type']
  if (type !== 'text' && type !== 'thinking') return false
  return stringAt(block, 'text') === '' && stringAt(block, 'thinking') === ''
}

/** Types we do not know yet are content: whatever they announce must not be asked for twice. */
const readOther = (payload: JsonObject, data: string): EventNote => {
  if (hasError(payload)) return streamError(data)
  return typeof payload['type'] === 'string' ? content : { phase: 'malformed' }
}

const usageOf = (carrier: JsonObject | undefined): { usage?: Partial<Usage> } => {
  const usage = objectAt(carrier, 'usage')
  return usage === undefined ? {} : { usage: readTokens(usage) }
}
