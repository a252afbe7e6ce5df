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
    const socket = await openUpload(front, 6)
    const { exchange } = await front.dispatches.next()
    socket.write('abc')
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes: 100 })
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
    const socket = await openUpload(front, 6)
    const { exchange } = await front.dispatches.next()
    socket.write('abc')
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes: 2 })
    expect(await front.parts.next()).toMatchObject({ data: 'abc' })
    socket.write('def')
    // A whole other request of the same client comes and goes meanwhile.
    await fetch(`${front.url}/health`)
    expect(front.parts.all.length).toBe(1)
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes: 100 })
    expect(await front.parts.next()).toMatchObject({ data: 'def' })
    socket.destroy()
  })

  test('that break off cancel the request', async () => {
    await using front = startFront()
    const socket = await openUpload(front, 6)
    const { exchange } = await front.dispatches.next()
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes: 100 })
    socket.write('abc')
    await front.parts.next()
    socket.destroy()
    expect(await front.cancels.next()).toBe(exchange)
    expect(await front.records.next()).toMatchObject({ outcome: 'cancelled', status: 499 })
  })

  test('of an upload that has begun are waited for longer than for an account', async () => {
    await using front = startFront()
    const socket = await openUpload(front, 6)
    const { exchange } = await front.dispatches.next()
    front.reply({ type: 'body-wanted', exchange, accountRef: account, bytes: 100 })
    socket.write('abc')
    await front.parts.next()
    front.clock.advance(1_000_000)
    expect(front.cancels.all).toEqual([])
    socket.destroy()
  })
})
