import { describe, expect, test } from 'bun:test'
import { key, startFront, type TestFront } from './harness.ts'
import { postText, rawClient } from './raw-client.ts'
import { chunk, ended, failed, opened } from './replies.ts'

const credentials = { authorization: `Bearer ${key}` }
const chat = (stream: boolean) =>
  postText('/v1/chat/completions', { model: 'gpt-5.1', stream, messages: [] }, credentials)

/** What the front has told, once every message that is under way has arrived. */
const ends = async (front: TestFront) => ({
  settled: (await fetch(`${front.url}/internal/health`)).ok,
  cancels: front.cancels.all,
  outcomes: front.records.all.map(({ outcome, status }) => `${outcome} ${status}`),
  open: front.exchanges.size,
})

/** Everything has come to its end, in one way. */
const all = (cancels: number[], outcome: string) => ({
  settled: true,
  cancels,
  outcomes: [outcome],
  open: 0,
})

describe('a client that leaves is told to the relay exactly once', () => {
  for (const stream of [true, false])
    test(`while it waits for ${stream ? 'a stream' : 'an answer'}`, async () => {
      await using front = startFront()
      await using client = await rawClient(front.port, chat(stream))
      const { exchange } = await front.dispatches.next()
      client.leave()
      expect(await front.cancels.next()).toBe(exchange)
      front.reply(failed(exchange))
      await front.records.next()
      expect(await ends(front)).toEqual(all([exchange], 'cancelled 499'))
    })

  // The HTTP server under us closes the whole connection then, and nobody could be answered.
  for (const stream of [true, false])
    test(`by ending its own side of the connection (${stream ? 'a stream' : 'an answer'})`, async () => {
      await using front = startFront()
      await using client = await rawClient(front.port, chat(stream))
      const { exchange } = await front.dispatches.next()
      client.socket.end()
      expect([await front.cancels.next(), await client.closed()]).toEqual([exchange, ''])
      front.reply(failed(exchange))
      await front.records.next()
      expect(await ends(front)).toEqual(all([exchange], 'cancelled 499'))
    })

  test('between the early status and the first event', async () => {
    await using front = startFront()
    await using client = await rawClient(front.port, chat(true))
    const { exchange } = await front.dispatches.next()
    front.clock.advance(11_000)
    await client.until(': keep-alive')
    client.leave()
    expect(await front.cancels.next()).toBe(exchange)
    await front.records.next()
    expect(await ends(front)).toEqual(all([exchange], 'cancelled 200'))
  })

  test('in the middle of its stream, and what still comes is nobody’s', async () => {
    await using front = startFront()
    await using client = await rawClient(front.port, chat(true))
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: one\n\n'))
    await client.until('data: one')
    client.leave()
    expect(await front.cancels.next()).toBe(exchange)
    front.reply(chunk(exchange, 'data: two\n\n'))
    front.reply(ended(exchange))
    await front.records.next()
    expect(await ends(front)).toEqual(all([exchange], 'cancelled 200'))
  })

  test('while it does not read what it was sent', async () => {
    await using front = startFront()
    await using client = await rawClient(front.port, chat(true))
    const { exchange } = await front.dispatches.next()
    client.stall()
    front.reply(opened(exchange, `data: ${'x'.repeat(8_000_000)}\n\n`))
    client.leave()
    expect(await front.cancels.next()).toBe(exchange)
  })
})

test('a client that leaves while it sends its body never reaches the relay', async () => {
  await using front = startFront()
  await using client = await rawClient(front.port, chat(true).slice(0, -10))
  client.leave()
  expect(await front.records.next()).toMatchObject({ outcome: 'cancelled', status: 499 })
  expect({ dispatched: front.dispatches.all, cancels: front.cancels.all }).toEqual({
    dispatched: [],
    cancels: [],
  })
})

test('a client that leaves after its answer ended cancels nothing', async () => {
  await using front = startFront()
  await using client = await rawClient(front.port, chat(true))
  const { exchange } = await front.dispatches.next()
  front.reply(opened(exchange, 'data: one\n\n'))
  front.reply(ended(exchange))
  await client.until('data: one')
  client.leave()
  await client.closed()
  expect(await ends(front)).toEqual(all([], 'completed 200'))
})
