import type { Codec } from '../codec.ts'
import { foreignField } from './foreign-field.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { MessageReader } from './read-stream.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { MessageWriter } from './write-stream.ts'

export const codec: Codec = {
  id: 'anthropic',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) => new MessageReader(ids),
  openWriter: (asked) => new MessageWriter(asked),
  fieldNames: {
    system: 'system',
    messages: 'messages',
    tools: 'tools',
    toolChoice: 'tool_choice',
    allowsParallelCalls: 'tool_choice.disable_parallel_tool_use',
    maxTokens: 'max_tokens',
    temperature: 'temperature',
    topP: 'top_p',
    topK: 'top_k',
    stop: 'stop_sequences',
    reasoning: 'thinking',
    format: 'output_config.format',
    cache: 'cache_control',
    endUser: 'metadata.user_id',
    serviceTier: 'service_tier',
  },
  foreignField,
  toolNames: { pattern: /^[\w-]{1,128}$/, maxLength: 128 },
  // No limit of their length is told.
  callIds: { pattern: /^[\w-]+$/, maxLength: Number.MAX_SAFE_INTEGER },
  fetchedMedia: ['image', 'document'],
  needsProofs: true,
  needsProvenCalls: true,
}
