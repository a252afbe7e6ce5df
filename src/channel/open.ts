import { aistudioChannel } from './aistudio/index.ts'
import { anthropicChannel } from './anthropic/index.ts'
import type { Channel, ChannelSettings } from './channel.ts'
import { openaiChannel } from './openai/index.ts'

/** The channels that are known by name. Any other id is custom and says its protocol. */
const builtin: ReadonlyMap<string, (settings: ChannelSettings) => Channel> = new Map([
  ['openai', (settings) => openaiChannel(settings)],
  ['anthropic', anthropicChannel],
  ['aistudio', aistudioChannel],
])

export const builtinChannelIds = Array.from(builtin.keys())

export const openChannel = (settings: ChannelSettings): Channel =>
  (builtin.get(settings.id) ?? customChannel)(settings)

/** A custom channel takes paths and auth header of its protocol, and claims no model names by pattern. */
const customChannel = (settings: ChannelSettings): Channel => ({
  ...channelOfProtocol(settings),
  modelPatterns: [],
})

const channelOfProtocol = (settings: ChannelSettings): Channel => {
  switch (settings.protocol) {
    case 'anthropic':
      return anthropicChannel(settings)
    case 'gemini':
      return aistudioChannel(settings)
    case 'openai-responses':
      return openaiChannel(settings, ['openai-responses'])
    case 'openai-chat':
    case 'openai-completions':
    case '':
      return openaiChannel(settings, ['openai-chat', 'openai-completions'])
    default:
      return settings.protocol satisfies never
  }
}
