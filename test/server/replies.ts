import type { Answered, Chunk, Ended, Failed, Opened } from '../../src/exchange/messages.ts'
import { accountRef } from './harness.ts'

const measured = {
  slotMs: 1,
  connectMs: 2,
  firstEventMs: 3,
  streamMs: 4,
  upstreamBytes: 5,
  inputTokens: 6,
  cacheReadTokens: 7,
  cacheWriteTokens: 8,
  outputTokens: 9,
  reasoningTokens: 10,
}

const served = {
  account: 'openai/team-1',
  channel: 'openai',
  upstreamModel: 'gpt-5.1-2026',
  attempts: 1,
  queueMs: 0.5,
}

export const answered = (exchange: number, over: Partial<Answered> = {}): Answered => ({
  type: 'answered',
  exchange,
  ...served,
  ...measured,
  status: 200,
  headers: 'content-type: application/json\nx-ratelimit-remaining-requests: 9',
  body: '{"ok":true}',
  ...over,
})

export const opened = (exchange: number, data: string, over: Partial<Opened> = {}): Opened => ({
  type: 'opened',
  exchange,
  ...served,
  accountRef,
  status: 200,
  headers: 'content-type: text/event-stream',
  data,
  ...over,
})

export const chunk = (exchange: number, data: string): Chunk => ({ type: 'chunk', exchange, data })

export const ended = (exchange: number): Ended => ({ type: 'ended', exchange, ...measured })

export const failed = (exchange: number, over: Partial<Failed> = {}): Failed => ({
  type: 'failed',
  exchange,
  ...served,
  ...measured,
  kind: 'transient',
  code: 'upstream_reset',
  status: 502,
  message: 'the upstream broke the answer off',
  param: '',
  retryAfterMs: -1,
  isTold: false,
  ...over,
})
