import { expect, test } from 'bun:test'
import { attempt, grantFor, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import {
  chunk,
  eventStreamHead,
  lastChunk,
  startRawUpstream,
  whole,
} from '../support/raw-upstream.ts'
import { anthropicStream, wholeStream } from '../support/streams.ts'

const order = orderFor({ protocol: 'anthropic', isStreaming: true })

test('streams that ended well leave their connection to the next one', async () => {
  await using upstream = await startRawUpstream((request) => {
    request.write(eventStreamHead + chunk(wholeStream(anthropicStream)) + lastChunk)
  })
  const baseUrl = upstream.url
  const grant = grantFor(baseUrl, { channel: channelOf('anthropic', { baseUrl }) })
  for (let turn = 0; turn < 5; turn += 1)
    expect((await attempt({ baseUrl, order, grant }).outcome).type).toBe('served')
  expect([upstream.requests.length, upstream.connections()]).toEqual([5, 1])
})

test('whole answers and refusals leave their connection to the next one', async () => {
  await using upstream = await startRawUpstream((request) => {
    request.write(whole(upstream.requests.length % 2 === 0 ? 400 : 200, '{"object":"x"}'))
  })
  const grant = grantFor(upstream.url)
  for (let turn = 0; turn < 4; turn += 1) await attempt({ baseUrl: upstream.url, grant }).outcome
  expect(upstream.connections()).toBe(1)
})

test('two accounts never share a connection', async () => {
  await using upstream = await startRawUpstream((request) => {
    request.write(whole(200, '{"object":"x"}'))
  })
  for (const grant of [grantFor(upstream.url), grantFor(upstream.url)])
    await attempt({ baseUrl: upstream.url, grant }).outcome
  expect(upstream.connections()).toBe(2)
})

test('a hundred attempts that are left at once leave no connection behind', async () => {
  await using upstream = await startRawUpstream((request) => request.write(eventStreamHead))
  const baseUrl = upstream.url
  const grant = grantFor(baseUrl, { channel: channelOf('anthropic', { baseUrl }) })
  const running = Array.from({ length: 100 }, () => attempt({ baseUrl, order, grant }))
  const requests = await Promise.all(running.map(() => upstream.next()))
  for (const { cancel } of running) cancel()
  const outcomes = await Promise.all(running.map(({ outcome }) => outcome))
  await Promise.all(requests.map(({ closed }) => closed))
  expect(new Set(outcomes.map(({ type }) => type))).toEqual(new Set(['cancelled']))
})
