import type { Codec } from '../codec.ts'
import { samplingNames } from '../openai-sampling.ts'

export const fieldNames: Codec['fieldNames'] = {
  system: 'prompt',
  messages: 'prompt',
  maxTokens: 'max_tokens',
  ...samplingNames,
  endUser: 'user',
}

type Fate = ReturnType<Codec['foreignField']>

/**
 * Several prompts in one request, text to be put before another, and to write nothing at all are what no other protocol
 * can ask for.
 */
export const foreignField: Codec['foreignField'] = (name, value): Fate => {
  if (value === null || value === undefined) return 'quiet'
  switch (name) {
    case 'prompt':
      return Array.isArray(value) && value.length > 1 ? 'refuse' : 'quiet'
    case 'suffix':
      return value === '' ? 'quiet' : 'refuse'
    case 'max_tokens':
      return value === 0 ? 'refuse' : 'quiet'
    case 'best_of':
      return value === 1 ? 'quiet' : 'warn'
    case 'stop':
    case 'echo':
    case 'stream_options':
    case 'top_k':
      return 'quiet'
    default:
      return 'warn'
  }
}
