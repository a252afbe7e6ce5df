import type { Channel, ChannelSettings, Target } from '../channel.ts'
import { classifyRefusal } from '../classify.ts'
import { anthropicList, readModelPage } from '../models.ts'
import { readLimits } from './limits.ts'

/** The API version sent for a client that names none: https://docs.anthropic.com/en/api/versioning */
const defaultVersion = '2023-06-01'

export const anthropicChannel = (settings: ChannelSettings): Channel => ({
  id: settings.id,
  baseUrl: settings.baseUrl || 'https://api.anthropic.com',
  protocols: ['anthropic'],
  modelPatterns: ['claude-*'],
  forwardedHeaders: ['anthropic-version', 'anthropic-beta', 'idempotency-key'],
  passedHeaders: ['request-id', 'x-should-retry'],
  pathOf,
  headersFor: (secret) => ({ 'anthropic-version': defaultVersion, 'x-api-key': secret }),
  modelsPath: '/v1/models?limit=1000',
  readModels: (body) => readModelPage(settings.id, anthropicList, body),
  classify: classifyRefusal,
  readLimits,
})

const pathOf = ({ protocol, operation }: Target): string | undefined => {
  if (protocol !== 'anthropic') return undefined
  switch (operation) {
    case 'generate':
      return '/v1/messages'
    case 'count-tokens':
      return '/v1/messages/count_tokens'
    default:
      return undefined
  }
}
