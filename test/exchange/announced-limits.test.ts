import { expect, test } from 'bun:test'
import { attempt, orderFor } from '../support/attempts.ts'
import {
  chunk,
  eventStreamHead,
  lastChunk,
  startRawUpstream,
  whole,
} from '../support/raw-upstream.ts'
import { chatStream, wholeStream } from '../support/streams.ts'

const told = [
  'x-ratelimit-limit-requests: 60',
  'x-ratelimit-remaining-requests: 30',
  'x-ratelimit-reset-requests: 30s',
]

/** With these lines after the status line. */
const telling = (bytes: string): string =>
  bytes.replace('\r\n', `\r\n${told.map((line) => `${line}\r\n`).join('')}`)

test.each<[string, boolean, string]>([
  ['an answer', false, whole(200, '{"object":"chat.completion"}')],
  ['a stream', true, eventStreamHead + chunk(wholeStream(chatStream)) + lastChunk],
  ['a refusal', false, whole(429, '{"error":{"message":"Slow."}}')],
])('%s tells its account of the limits in its headers, once', async (_name, isStreaming, bytes) => {
  await using upstream = await startRawUpstream((request) => request.write(telling(bytes)))
  const { outcome, sink } = attempt({ baseUrl: upstream.url, order: orderFor({ isStreaming }) })
  await outcome
  expect(sink.limits).toMatchObject([[{ isOfAccount: false, left: 0.5 }]])
})

test('an answer that tells of no limits calls for nothing', async () => {
  const answer = whole(200, '{"object":"chat.completion"}')
  await using upstream = await startRawUpstream((request) => request.write(answer))
  const { outcome, sink } = attempt({ baseUrl: upstream.url })
  await outcome
  expect(sink.limits).toEqual([])
})
