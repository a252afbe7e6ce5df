import { aistudioChannel } from './aistudio/index.ts'
import { anthropicChannel } from './anthropic/index.ts'
import type { ProtocolId } from '../protocol/protocol.ts'
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

/** A custom channel takes paths and auth headers of its protocols, and claims no model names by pattern. */
const customChannel = (settings: ChannelSettings): Channel => {
  const { protocol, alsoSpeaks, answers } = settings
  const main = channelOfProtocol(settings, protocol === '' ? 'openai-chat' : protocol)
  const faces = [main, ...alsoSpeaks.map((other) => channelOfProtocol(settings, other))]
  return {
    ...main,
    protocols: faces.flatMap(({ protocols }) => protocols),
    forwardedHeaders: faces.flatMap(({ forwardedHeaders }) => forwardedHeaders),
    passedHeaders: faces.flatMap(({ passedHeaders }) => passedHeaders),
    uploadHeaders: {
      sent: faces.flatMap(({ uploadHeaders }) => uploadHeaders?.sent ?? []),
      told: faces.flatMap(({ uploadHeaders }) => uploadHeaders?.told ?? []),
    },
    pathOf: (target) => {
      for (const { pathOf } of faces) {
        const path = pathOf(target)
        if (path !== undefined) return path
      }
      return undefined
    },
    headersFor: (secret) =>
      Object.assign({}, ...faces.map(({ headersFor }) => headersFor(secret)).toReversed()),
    readLimits: (headers, now) => faces.flatMap(({ readLimits }) => readLimits(headers, now)),
    modelPatterns: [],
    ...(answers === '' ? {} : { answers }),
  }
}

const channelOfProtocol = (settings: ChannelSettings, protocol: ProtocolId): Channel => {
  switch (protocol) {
    case 'anthropic':
      return anthropicChannel(settings)
    case 'gemini':
      return aistudioChannel(settings)
    case 'openai-responses':
    case 'openai-chat':
    case 'openai-completions':
      return openaiChannel(settings, [protocol])
    default:
      return protocol satisfies never
  }
}
