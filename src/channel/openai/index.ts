import type { ProtocolId } from '../../protocol/protocol.ts'
import type { Channel, ChannelSettings, Target } from '../channel.ts'
import { classifyRefusal } from '../classify.ts'
import { openaiList, readModelPage } from '../models.ts'

/** OpenAI, and every upstream that speaks its formats. */
export const openaiChannel = (
  settings: ChannelSettings,
  protocols: readonly ProtocolId[] = ['openai-chat', 'openai-responses', 'openai-completions'],
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
    'ft:*',
  ],
  forwardedHeaders: ['openai-beta', 'idempotency-key', 'x-client-request-id'],
  passedHeaders: ['openai-processing-ms', 'openai-version', 'x-should-retry'],
  pathOf: (target) => (protocols.includes(target.protocol) ? pathOf(target) : undefined),
  headersFor: (secret) => ({ authorization: `Bearer ${secret}` }),
  modelsPath: '/v1/models',
  readModels: (body) => readModelPage(settings.id, openaiList, body),
  classify: classifyRefusal,
})

const pathOf = (target: Target): string | undefined => {
  const { protocol, operation } = target
  if (protocol === 'openai-responses') return responsesPath(target)
  if (protocol === 'openai-chat' && operation === 'embed') return '/v1/embeddings'
  if (operation !== 'generate') return undefined
  switch (protocol) {
    case 'openai-chat':
      return '/v1/chat/completions'
    case 'openai-completions':
      return '/v1/completions'
    default:
      return undefined
  }
}

const responsesPath = ({ operation, resource = '' }: Target): string | undefined => {
  const path = `/v1/responses/${encodeURIComponent(resource)}`
  switch (operation) {
    case 'generate':
      return '/v1/responses'
    case 'compact':
      return '/v1/responses/compact'
    case 'retrieve':
    case 'delete':
      return path
    case 'cancel':
      return `${path}/cancel`
    case 'list-input':
      return `${path}/input_items`
    case 'count-tokens':
    case 'embed':
    case 'batch-embed':
      return undefined
    default:
      return operation satisfies never
  }
}
