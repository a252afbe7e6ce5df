import { channelContract } from '../contract/channel.ts'
import { channelOf, customChannelOf } from '../support/channels.ts'

channelContract({
  name: 'openai',
  channel: channelOf('openai'),
  credential: ['authorization', 'Bearer secret'],
  claimed: 'gpt-4o-mini',
})

channelContract({
  name: 'anthropic',
  channel: channelOf('anthropic'),
  credential: ['x-api-key', 'secret'],
  claimed: 'claude-sonnet-4-5',
})

channelContract({
  name: 'aistudio',
  channel: channelOf('aistudio'),
  credential: ['x-goog-api-key', 'secret'],
  claimed: 'gemini-2.5-flash',
})

const customs = [
  ['openai-chat', ['authorization', 'Bearer secret']],
  ['openai-responses', ['authorization', 'Bearer secret']],
  ['anthropic', ['x-api-key', 'secret']],
  ['gemini', ['x-goog-api-key', 'secret']],
] as const

for (const [protocol, credential] of customs)
  channelContract({
    name: `a custom ${protocol} channel`,
    channel: customChannelOf(protocol),
    credential,
    claimed: undefined,
  })
