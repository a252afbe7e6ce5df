import { describe, expect, test } from 'bun:test'
import { key, postMessage, startFront, type TestFront } from './harness.ts'
import { postText, rawClient } from './raw-client.ts'
import { answered, chunk, ended, opened } from './replies.ts'

const streaming = '{"model":"m","stream":true}'

/** A stream that has begun, and a request that waits for its answer. */
const openBoth = async (front: TestFront) => {
  const stream = postMessage(front, streaming)
  const first = await front.dispatches.next()
  front.reply(opened(first.exchange, 'data: 1\n\n'))
  await stream
  const whole = postMessage(front)
  const second = await front.dispatches.next()
  return { stream, whole, first, second }
}

describe('a stop', () => {
  test('lets what is open finish, and then resolves', async () => {
    await using front = startFront()
    const { stream, whole, first, second } = await openBoth(front)
    const stopped = front.server.stop(10_000)
    front.reply(chunk(first.exchange, 'data: 2\n\n'))
    front.reply(ended(first.exchange))
    front.reply(answered(second.exchange))
    expect(await (await stream).text()).toBe('data: 1\n\ndata: 2\n\n')
    expect((await whole).status).toBe(200)
    await stopped
    expect(front.cancels.all).toEqual([])
  })

  test('takes no new connection', async () => {
    await using front = startFront()
    await front.server.stop(10_000)
    const refused = await postMessage(front).then(
      () => 'answered',
      () => 'refused',
    )
    expect(refused).toBe('refused')
  })

  test('ends at its deadline what is still open: streams by their error event, the waiting by 503', async () => {
    await using front = startFront()
    const { stream, whole, first, second } = await openBoth(front)
    const stopped = front.server.stop(10_000)
    front.clock.advance(9_999)
    expect(front.cancels.all).toEqual([])
    front.clock.advance(1)
    expect(await (await stream).text()).toMatch(
      /^data: 1\n\nevent: error\ndata: .*shutting down.*\n\n$/,
    )
    const { status, headers } = await whole
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    await stopped
    expect(front.cancels.all.sort()).toEqual([first.exchange, second.exchange])
    expect(front.records.all.map(({ failureCode }) => failureCode)).toEqual([
      'server_shutting_down',
      'server_shutting_down',
    ])
  })
})

test('a request whose body is still on its way when the stop begins is answered with 503', async () => {
  await using front = startFront()
  const request = postText('/v1/messages', { model: 'm' }, { 'x-api-key': key })
  await using client = await rawClient(front.port, request.slice(0, -4))
  await fetch(`${front.url}/internal/health`)
  const stopped = front.server.stop(10_000)
  client.socket.write(request.slice(-4))
  expect(await client.until('shutting down')).toStartWith('HTTP/1.1 503')
  await stopped
})

test('a list that is asked for on a connection from before is answered with 503', async () => {
  await using front = startFront({ listKept: async () => [] })
  const head = `GET /v1beta/files HTTP/1.1\r\nhost: localhost\r\nx-goog-api-key: ${key}\r\n`
  await using client = await rawClient(front.port, head)
  const { stream, whole, first, second } = await openBoth(front)
  const stopped = front.server.stop(10_000)
  client.socket.write('\r\n')
  expect(await client.until('shutting down')).toStartWith('HTTP/1.1 503')
  front.reply(ended(first.exchange))
  front.reply(answered(second.exchange))
  await Promise.all([(await stream).text(), whole, stopped])
})

test('a second copy on the same port does not start, and says why', async () => {
  await using front = startFront()
  await using other = startFront()
  await other.server.stop(0)
  expect(other.server.listen({ host: '127.0.0.1', port: front.port })).toMatchObject({
    type: 'refused',
    explanation: expect.stringContaining(`127.0.0.1:${front.port} is in use`),
  })
})
