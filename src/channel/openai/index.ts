import type { Operation, ProtocolId } from '../../protocol/protocol.ts'
import type { Channel, ChannelSettings, Target } from '../channel.ts'
import { classifyRefusal } from '../classify.ts'
import { openaiList, readModelPage } from '../models.ts'
import { readLimits } from './limits.ts'

/** OpenAI, and every upstream that speaks its formats. */
export const openaiChannel = (
  settings: ChannelSettings,
  // In this order others are translated for it: Responses alone tells thoughts and takes them back.
  protocols: readonly ProtocolId[] = ['openai-responses', 'openai-chat', 'openai-completions'],
): Channel => ({
  id: settings.id,
  baseUrl: settings.baseUrl || 'https://api.openai.com',
  protocols,
  modelPatterns: [
    'gpt-*',
    'chatgpt-*',
    'o1*',
    'o3*',
    'o4*',
    'codex-*',
    'text-embedding-*',
    'dall-e-*',
    'whisper-*',
    'tts-*',
    'ft:*',
  ],
  forwardedHeaders: ['openai-beta', 'idempotency-key', 'x-client-request-id'],
  passedHeaders: ['openai-processing-ms', 'openai-version', 'x-should-retry'],
  pathOf: (target) => (protocols.includes(target.protocol) ? pathOf(target) : undefined),
  headersFor: (secret) => ({ authorization: `Bearer ${secret}` }),
  modelsPath: '/v1/models',
  readModels: (body) => readModelPage(settings.id, openaiList, body),
  classify: classifyRefusal,
  readLimits,
})

const pathOf = (target: Target): string | undefined => {
  switch (target.protocol) {
    case 'openai-chat':
      return paths[target.operation]
    case 'openai-responses':
      return responsesPath(target)
    case 'openai-completions':
      return target.operation === 'generate' ? '/v1/completions' : undefined
    default:
      return undefined
  }
}

const paths: Readonly<Partial<Record<Operation, string>>> = {
  generate: '/v1/chat/completions',
  embed: '/v1/embeddings',
  'make-images': '/v1/images/generations',
  'edit-images': '/v1/images/edits',
  transcribe: '/v1/audio/transcriptions',
  'translate-speech': '/v1/audio/translations',
  speak: '/v1/audio/speech',
}

const responsesPath = ({ operation, resource = '' }: Target): string | undefined => {
  const path = `/v1/responses/${encodeURIComponent(resource)}`
  switch (operation) {
    case 'generate':
      return '/v1/responses'
    case 'count-tokens':
      return '/v1/responses/input_tokens'
    case 'compact':
      return '/v1/responses/compact'
    case 'retrieve':
    case 'delete':
      return path
    case 'cancel':
      return `${path}/cancel`
    case 'list-input':
      return `${path}/input_items`
    default:
      return undefined
  }
}
