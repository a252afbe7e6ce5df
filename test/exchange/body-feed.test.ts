import { describe, expect, test } from 'bun:test'
import { openBodyFeed, type FeedTurn } from '../../src/exchange/body-feed.ts'
import { CREDIT_WINDOW_BYTES } from '../../src/exchange/credit.ts'
import { Waiting } from '../server/waiting.ts'

const open = (bytes: number) => {
  const wanted = new Waiting<number>()
  const turns: FeedTurn[] = []
  const feed = openBodyFeed({ bytes, want: (more) => wanted.add(more) })
  feed.onTurn = (turn) => turns.push(turn)
  return { feed, wanted, turns, reader: feed.stream.getReader() }
}

const textOf = (read: { value?: Uint8Array | undefined }): string =>
  Buffer.from(read.value ?? []).toString('latin1')

describe('a body that comes in parts', () => {
  test('is not asked for before somebody reads it', async () => {
    const { feed, wanted, reader } = open(4)
    await Promise.resolve()
    expect([wanted.all, feed.wasAsked]).toEqual([[], false])
    void reader.read()
    expect(await wanted.next()).toBe(CREDIT_WINDOW_BYTES)
    expect(feed.wasAsked).toBe(true)
    await reader.cancel()
  })

  test('is read part by part, byte for byte, to its end', async () => {
    const { feed, reader } = open(4)
    const first = reader.read()
    feed.take('\u0000\u00ff', false)
    feed.take('ab', false)
    feed.take('', true)
    expect([textOf(await first), textOf(await reader.read())]).toEqual(['\u0000\u00ff', 'ab'])
    expect((await reader.read()).done).toBe(true)
  })

  test('is asked for as it is taken, and never for more than a window', async () => {
    const { feed, wanted, reader } = open(CREDIT_WINDOW_BYTES * 8)
    const part = 'a'.repeat(CREDIT_WINDOW_BYTES / 4)
    const sum = () => wanted.all.reduce((total, more) => total + more, 0)
    let arrived = 0
    for (let windows = 0; windows < 4; windows += 1) {
      const read = reader.read()
      await wanted.next()
      expect(sum() - arrived).toBe(CREDIT_WINDOW_BYTES)
      for (let parts = 0; parts < 3; parts += 1) feed.take(part, false)
      arrived += part.length * 3
      await read
      await reader.read()
      await reader.read()
    }
    await reader.cancel()
  })

  test('is not asked for anew with each small part', async () => {
    const { feed, wanted, reader } = open(CREDIT_WINDOW_BYTES)
    let read = reader.read()
    await wanted.next()
    for (let parts = 0; parts < 10; parts += 1) {
      feed.take('a', false)
      await read
      read = reader.read()
    }
    expect(wanted.all).toEqual([CREDIT_WINDOW_BYTES])
    await reader.cancel()
  })

  test('tells whose turn it is', async () => {
    const { feed, wanted, turns, reader } = open(2)
    const read = reader.read()
    await wanted.next()
    feed.take('ab', false)
    await read
    feed.take('', true)
    expect(turns).toEqual(['client', 'upstream', 'answer'])
  })

  test('may go on coming when nobody reads it any more', async () => {
    const { feed, wanted, reader } = open(4)
    void reader.read()
    await wanted.next()
    await reader.cancel()
    feed.take('ab', false)
    feed.take('', true)
    expect((await reader.read()).done).toBe(true)
  })
})
