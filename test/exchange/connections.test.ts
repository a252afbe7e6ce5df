import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'bun:test'
import { VirtualClock } from '../../src/actor/index.ts'
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

test('a stream that has said its last word is read to the end of its body', async () => {
  const clock = new VirtualClock()
  await using upstream = await startRawUpstream((request) => {
    request.write(eventStreamHead + chunk(wholeStream(anthropicStream)))
  })
  const baseUrl = upstream.url
  const grant = grantFor(baseUrl, { channel: channelOf('anthropic', { baseUrl }) })
  for (let turn = 0; turn < 3; turn += 1) {
    const running = attempt({ baseUrl, order, grant, clock })
    const request = await upstream.next()
    expect((await running.outcome).type).toBe('served')
    request.write(lastChunk)
    // The one timer that is left is the deadline of that reading.
    while (clock.nextAt() !== undefined) await setImmediate()
  }
  expect(upstream.connections()).toBe(1)
})

test('a body that does not end after its last word costs its connection', async () => {
  const clock = new VirtualClock()
  await using upstream = await startRawUpstream((request) => {
    request.write(eventStreamHead + chunk(wholeStream(anthropicStream)))
  })
  const baseUrl = upstream.url
  const channel = channelOf('anthropic', { baseUrl })
  const running = attempt({ baseUrl, order, channel, clock })
  const request = await upstream.next()
  await running.outcome
  clock.moveTo(2_000)
  await request.closed
  expect(clock.nextAt()).toBeUndefined()
})

test('an attempt that is over leaves no timer behind', async () => {
  const clock = new VirtualClock()
  await using upstream = await startRawUpstream((request) => request.write(whole(200, '{}')))
  await attempt({ baseUrl: upstream.url, clock }).outcome
  expect(clock.nextAt()).toBeUndefined()
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
