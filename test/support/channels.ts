import { openChannel, type Channel, type ChannelSettings } from '../../src/channel/index.ts'
import type { Target } from '../../src/channel/channel.ts'

export const channelSettings = (over: Partial<ChannelSettings> = {}): ChannelSettings => ({
  id: 'openai',
  baseUrl: '',
  protocol: '',
  alsoSpeaks: [],
  answers: '',
  ...over,
})

export const channelOf = (id: string, over: Partial<ChannelSettings> = {}): Channel =>
  openChannel(channelSettings({ id, ...over }))

/** A custom channel that speaks this protocol. */
export const customChannelOf = (
  protocol: ChannelSettings['protocol'],
  over: Partial<ChannelSettings> = {},
): Channel => channelOf('mycustom', { protocol, baseUrl: 'https://llm.example/v1', ...over })

export const target = (over: Partial<Target> = {}): Target => ({
  protocol: 'openai-chat',
  operation: 'generate',
  model: 'some-model',
  isStreaming: false,
  framing: 'sse',
  ...over,
})
