import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'bun:test'
import type { ActorRef } from '../../src/actor/message.ts'
import type { BodyPart } from '../../src/exchange/messages.ts'
import { startFront, type TestFront } from './harness.ts'
import { answered } from './replies.ts'

const account = 'pool-1/account#1' as ActorRef<BodyPart>
const session = {
  address: 'https://host/x?upload_id=1',
  account: 'aistudio/one',
  user: 'alice',
  key: 'laptop',
}

/** A client that sends what it is told to, to an upload of so many bytes. */
const openUpload = async (front: TestFront, size: number): Promise<Socket> => {
  const id = Buffer.from(`upload:${JSON.stringify(session)}`).toString('base64')
  const socket = connect(front.port, '127.0.0.1')
  const path = `/upload/v1beta/files?upload_id=${encodeURIComponent(id)}`
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: relay\r\nx-goog-upload-command: upload, finalize\r\nx-goog-upload-offset: 0\r\ncontent-length: ${size}\r\n\r\n`,
  )
  return socket
}

/** The same, when its order has come; and how the account asks for more of it. */
const takeUpload = async (front: TestFront, size: number) => {
  const socket = await openUpload(front, size)
  const { exchange } = await front.dispatches.next()
  const want = (bytes: number): void =>
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes })
  return { socket, exchange, want }
}

describe('the bytes of an upload', () => {
  test('go out with none of them, for the account that has it and in the name of its user', async () => {
    await using front = startFront()
    const socket = await openUpload(front, 6)
    expect(await front.dispatches.next()).toMatchObject({
      operation: 'continue-upload',
      resource: session.address,
      account: 'aistudio/one',
      user: 'alice',
      query: '',
      body: '',
      bodyBytes: 6,
    })
    socket.destroy()
  })

  test('are sent on as they come once they are wanted, and end with a last part', async () => {
    await using front = startFront()
    const { socket, exchange, want } = await takeUpload(front, 6)
    socket.write('abc')
    want(100)
    expect(await front.parts.next()).toMatchObject({ exchange, data: 'abc', isLast: false })
    socket.write('def')
    expect(await front.parts.next()).toMatchObject({ data: 'def', isLast: false })
    expect(await front.parts.next()).toMatchObject({ data: '', isLast: true })
    front.reply(answered(exchange, { body: '{"file":{}}' }))
    expect((await front.records.next()).bytesIn).toBe(6)
    socket.destroy()
  })

  test('stay with the client while nobody wants them', async () => {
    await using front = startFront()
    const { socket, want } = await takeUpload(front, 6)
    socket.write('abc')
    want(2)
    expect(await front.parts.next()).toMatchObject({ data: 'abc' })
    socket.write('def')
    // A whole other request of the same client comes and goes meanwhile.
    await fetch(`${front.url}/health`)
    expect(front.parts.all.length).toBe(1)
    want(100)
    expect(await front.parts.next()).toMatchObject({ data: 'def' })
    socket.destroy()
  })

  test('that break off cancel the request', async () => {
    await using front = startFront()
    const { socket, exchange, want } = await takeUpload(front, 6)
    want(100)
    socket.write('abc')
    await front.parts.next()
    socket.destroy()
    expect(await front.cancels.next()).toBe(exchange)
    expect(await front.records.next()).toMatchObject({ outcome: 'cancelled', status: 499 })
  })

  test('of an upload that has begun are waited for longer than for an account', async () => {
    await using front = startFront()
    const { socket, want } = await takeUpload(front, 6)
    want(100)
    socket.write('abc')
    await front.parts.next()
    front.clock.advance(1_000_000)
    expect(front.cancels.all).toEqual([])
    socket.destroy()
  })
})

describe('while an upstream takes nothing', () => {
  const size = 24 * 1024 * 1024
  const limits = { maxUploadBytes: size, maxBodyBytes: size }

  /** Its first bytes are taken, and nothing is asked for after them. */
  const openStalled = async (front: TestFront, body: string) => {
    const { socket, exchange, want } = await takeUpload(front, body.length)
    socket.write(body)
    want(1)
    await front.parts.next()
    return { socket, exchange }
  }

  /** A second of the front's, with a whole other request in it. */
  const passSecond = async (front: TestFront): Promise<void> => {
    front.clock.advance(1_000)
    await fetch(`${front.url}/internal/health`)
  }

  test('a client that leaves is noticed although much that it sent is not read', async () => {
    await using front = startFront({ policy: limits })
    const { socket, exchange } = await openStalled(front, 'x'.repeat(size))
    socket.destroy()
    while (front.cancels.all.length === 0) await passSecond(front)
    expect(front.cancels.all).toEqual([exchange])
    expect(await front.records.next()).toMatchObject({ outcome: 'cancelled', status: 499 })
  })

  test('no more is held of what a client sends than of any other request', async () => {
    const most = 3 * 1024 * 1024
    await using front = startFront({ policy: { ...limits, maxBodyBytes: most } })
    const { socket, exchange } = await openStalled(front, 'x'.repeat(size))
    for (let second = 0; second < 10; second += 1) await passSecond(front)
    front.reply(answered(exchange, {}))
    expect((await front.records.next()).bytesIn).toBeWithin(most, most + 1024 * 1024)
    socket.destroy()
  })

  test('nothing more is read in a second in which something was asked for', async () => {
    await using front = startFront({ policy: limits })
    const { socket, exchange } = await openStalled(front, 'x'.repeat(size))
    await passSecond(front)
    front.reply(answered(exchange, {}))
    expect((await front.records.next()).bytesIn).toBeLessThan(1024 * 1024)
    socket.destroy()
  })

  test('nothing is read for an account that has asked for nothing yet', async () => {
    await using front = startFront({ policy: limits })
    const { socket, exchange } = await takeUpload(front, size)
    socket.write('x'.repeat(size))
    for (let second = 0; second < 3; second += 1) await passSecond(front)
    front.reply(answered(exchange, {}))
    expect((await front.records.next()).bytesIn).toBe(0)
    socket.destroy()
  })

  test('nothing is sent after the answer, although more was asked for', async () => {
    await using front = startFront()
    const { socket, exchange, want } = await takeUpload(front, 9)
    socket.write('abc')
    want(100)
    await front.parts.next()
    front.reply(answered(exchange, {}))
    await front.records.next()
    socket.write('defghi')
    await passSecond(front)
    expect(front.parts.all.map(({ data, isLast }) => [data, isLast])).toEqual([['abc', false]])
    socket.destroy()
  })

  test('what was read meanwhile is sent as soon as it is asked for, and in order', async () => {
    await using front = startFront()
    const { socket, want } = await takeUpload(front, 9)
    socket.write('abc')
    want(1)
    expect(await front.parts.next()).toMatchObject({ data: 'abc' })
    socket.write('def')
    await passSecond(front)
    await passSecond(front)
    socket.write('ghi')
    await passSecond(front)
    expect(front.parts.all.length).toBe(1)
    want(100)
    while (!(await front.parts.next()).isLast);
    expect(front.parts.all.map(({ data }) => data).join('')).toBe('abcdefghi')
    socket.destroy()
  })
})
