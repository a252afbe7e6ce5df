import { expect, test } from 'bun:test'
import { openCreditGate } from '../../src/exchange/credit.ts'
import { key, postMessage, startFront, type TestFront } from './harness.ts'
import { postText, rawClient } from './raw-client.ts'
import { chunk, ended, opened } from './replies.ts'

const piece = `data: ${'x'.repeat(65_528)}\n\n`
const mostPieces = 1_000

/** Lets the server's event loop go round, without a clock. */
const roundTrips = async (front: TestFront, count: number): Promise<void> => {
  for (let trip = 0; trip < count; trip += 1) await fetch(`${front.url}/internal/health`)
}

/** Sends as an account does, within its credit, until no more comes or `mostPieces` are out. */
const sendWithinCredit = async (front: TestFront, exchange: number) => {
  const gate = openCreditGate()
  const grant = async (): Promise<void> => {
    for (;;) gate.grant((await front.credits.next()).bytes)
  }
  void grant()
  let sent = 0
  const send = async (): Promise<void> => {
    while (sent < mostPieces) {
      if (gate.writable() !== undefined) await roundTrips(front, 20)
      if (gate.writable() !== undefined) return
      sent += 1
      gate.spend(piece.length)
      front.reply(chunk(exchange, piece))
    }
  }
  await send()
  return { gate, sent: () => sent }
}

test('a client that stops reading stops the credit and the heartbeats, and gets every byte when it reads on', async () => {
  await using front = startFront()
  await using client = await rawClient(
    front.port,
    postText('/v1/messages', { model: 'claude-x', stream: true }, { 'x-api-key': key }),
  )
  const { exchange } = await front.dispatches.next()
  front.reply(opened(exchange, 'event: start\n\n'))
  await client.until('event: start')
  client.stall()

  const { gate, sent } = await sendWithinCredit(front, exchange)
  expect(sent()).toBeLessThan(mostPieces)

  for (let second = 0; second < 60; second += 1) front.clock.advance(1_000)
  client.resume()
  await gate.writable()
  front.reply(ended(exchange))
  const received = await client.until('\r\n0\r\n\r\n')
  expect(received.split('data: ').length - 1).toBe(sent())
  expect(received).not.toContain('keep-alive')
})

test('credit comes back for exactly the bytes that were taken, half a window at a time', async () => {
  await using front = startFront()
  const answer = postMessage(front, '{"model":"claude-x","stream":true}')
  const { exchange } = await front.dispatches.next()
  front.reply(opened(exchange, 'data: 1\n\n'))
  await answer
  for (let part = 0; part < 6; part += 1) front.reply(chunk(exchange, piece))
  const first = await front.credits.next()
  expect(first.bytes).toBeGreaterThanOrEqual(128 * 1024)
  front.reply(ended(exchange))
  await (await answer).text()
  await front.records.next()
  const returned = front.credits.all.reduce((total, { bytes }) => total + bytes, 0)
  expect(returned).toBeLessThanOrEqual(9 + 6 * piece.length)
})
