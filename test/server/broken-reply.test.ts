import { describe, expect, test } from 'bun:test'
import { postMessage, startFront, type TestFront } from './harness.ts'
import { answered, opened } from './replies.ts'

/** No HTTP answer can have it, so building one throws. */
const impossibleStatus = 999

const ask = (front: TestFront) => postMessage(front, '{"model":"m","stream":true}')

describe('a reply that cannot be delivered', () => {
  for (const [name, reply] of [
    ['a whole one', (exchange: number) => answered(exchange, { status: impossibleStatus })],
    ['a stream', (exchange: number) => opened(exchange, 'x', { status: impossibleStatus })],
  ] as const)
    test(`(${name}) ends its own exchange with an error, and no other`, async () => {
      await using front = startFront()
      const broken = ask(front)
      const first = await front.dispatches.next()
      const whole = ask(front)
      const second = await front.dispatches.next()
      front.reply(reply(first.exchange))
      front.reply(answered(second.exchange))
      expect([(await broken).status, (await whole).status]).toEqual([500, 200])
      expect(front.cancels.all).toEqual([first.exchange])
      expect(front.records.all).toMatchObject([
        { exchange: first.exchange, failureCode: 'internal_error' },
        { exchange: second.exchange, outcome: 'completed' },
      ])
    })
})
