import { describe, expect, test } from 'bun:test'
import type { Failed } from '../../src/exchange/messages.ts'
import {
  noGuardrails,
  openSchedulerWorld,
  type SchedulerWorld,
} from '../support/scheduler-world.ts'
import { holders, LARGE, open, refuse, send, SMALL, tellLimit } from './oversize.ts'

const answerOf = (world: SchedulerWorld, exchange: number): Failed | undefined =>
  world.replies.all.findLast(
    (reply): reply is Failed => reply.type === 'failed' && reply.exchange === exchange,
  )

describe('what an upstream refuses by its whole limit', () => {
  test('goes on at an account that may take it, and nobody rests for it', async () => {
    const world = await open({ a: 0, b: SMALL, z: LARGE }, { mode: 'sticky_no_cache' })
    expect(await send(world, 1, 20_000)).toEqual(['a'])
    await refuse(world, 1, 36_278, SMALL)
    expect(holders(world, 1)).toEqual(['z'])
    expect(await send(world, 2, 10)).toEqual(['a'])
    expect([...world.accounts.values()].map(({ status }) => status.cooldowns)).toEqual([[], [], []])
  })

  test('is asked for of nobody of whom it is known that it needs more', async () => {
    const limits = { a: 0, b: SMALL, c: 36_277, d: 36_278, z: LARGE }
    const world = await open(limits, { mode: 'sticky_no_cache' })
    await send(world, 1, 20_000)
    await refuse(world, 1, 36_278)
    expect(holders(world, 1)).toEqual(['d'])
  })

  test('is asked for of nobody who has less, also where guesses do not leave it out', async () => {
    const world = await openSchedulerWorld({
      accounts: ['a', 'f', 'g', 'z'],
      mode: 'sticky_no_cache',
    })
    tellLimit(world, 'a', SMALL)
    for (const name of ['f', 'g']) tellLimit(world, name, SMALL, { countsCached: false })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['f'])
    await refuse(world, 1, SMALL + 1)
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('needs what was said once, whatever else is said or not', async () => {
    const world = await open({ a: 0, b: 0, c: 35_000, z: 0 }, { mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    expect([await refuse(world, 1, 40_000), await refuse(world, 1, 0)]).toEqual(['a', 'b'])
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('is answered at once when every limit is known to be too small, in words that help', async () => {
    const world = await open({ a: 0, b: SMALL })
    await send(world, 1, 40_000)
    expect(await refuse(world, 1, 36_278, SMALL)).toBe('a')
    expect(answerOf(world, 1)).toMatchObject({
      kind: 'too_large',
      code: 'request_too_large',
      status: 413,
      retryAfterMs: -1,
      attempts: 1,
    })
    expect(answerOf(world, 1)?.message).toMatch(
      /shorten the prompt.* add an account with a larger limit.* The upstream said: Request too large for m/,
    )
  })

  test('says when to come back where a larger one only rests', async () => {
    const world = await open({ a: SMALL, z: LARGE })
    world.account('z').cool(600_000)
    await world.settle()
    await send(world, 1, 36_000)
    await refuse(world, 1, 36_278, SMALL)
    expect(answerOf(world, 1)).toMatchObject({
      code: 'all_accounts_resting',
      status: 429,
      retryAfterMs: 600_000,
    })
  })

  test('is asked for once at each account where no numbers are told', async () => {
    const world = await open({ a: 0, b: 0 })
    await send(world, 1, 40_000)
    const asked = [await refuse(world, 1, 0), await refuse(world, 1, 0)]
    expect(asked.toSorted()).toEqual(['a', 'b'])
    expect(answerOf(world, 1)?.code).toBe('request_too_large')
  })

  test('is asked for at eight accounts of unknown limits, no more, and may come again', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `a${index}`)
    const world = await open(Object.fromEntries(names.map((name) => [name, 0])))
    await send(world, 1, 40_000)
    for (let count = 0; count < 8; count += 1) await refuse(world, 1, 50_000, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'attempts_used_up', status: 503, attempts: 8 })
    expect(answerOf(world, 1)?.retryAfterMs).toBeGreaterThan(0)
    await send(world, 2, 40_000)
    for (let count = 0; count < 4; count += 1) await refuse(world, 2, 50_000, SMALL)
    expect(answerOf(world, 2)).toMatchObject({ code: 'request_too_large', attempts: 4 })
  })

  test('is answered so, too, where the eighth account was the last', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `a${index}`)
    const world = await open(Object.fromEntries(names.map((name) => [name, 0])))
    await send(world, 1, 40_000)
    for (let count = 0; count < 8; count += 1) await refuse(world, 1, 50_000, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'request_too_large', attempts: 8 })
  })

  test('waits for a larger one as long as its limit is full', async () => {
    const world = await open({ a: 0 }, { accounts: ['a', 'z'], mode: 'sticky_no_cache' })
    const fullAt = world.simulation.clock.now() + 60_000
    tellLimit(world, 'z', 60_000, { left: 0, fullAt })
    await world.settle()
    await send(world, 1, 100)
    await refuse(world, 1, 36_000, SMALL)
    expect(holders(world, 1)).toEqual([])
    expect((await world.receipt('request-1'))?.steps.at(-1)?.detail).toBe(
      'for room in the limit of tokens, 36000 ms; accounts are left out whose whole limit is less than its 36000 tokens',
    )
    await world.advance(36_000 - 1)
    expect(holders(world, 1)).toEqual([])
    await world.advance(2)
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('is given to an account whose limit has become larger, while it waits', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    await send(world, 2, 36_000)
    tellLimit(world, 'a', LARGE)
    await world.settle()
    expect([holders(world, 1), holders(world, 2)]).toEqual([['z'], ['a']])
  })

  test('ends for want of attempts in words that fit', async () => {
    const compliance = { ...noGuardrails, isEnabled: true, maxAccountConcurrency: 9 }
    const args = { compliance: { ...compliance, maxAttempts: 1, riskStatuses: [429] } }
    const world = await open({ a: 0, z: LARGE }, { args, mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    await refuse(world, 1, 36_278, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'attempts_used_up', status: 503 })
    expect(await send(world, 2, 10)).toEqual(['a'])
  })

  test('is asked for at the one account that has what it names, whose answer it is', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    world.account('a').make(1, ['resp_1'])
    world.account('a').serve(1)
    const body = 'wor '.repeat(40_000)
    world.dispatch({ exchange: 2, body, references: '! previous_response_id resp_1' })
    await world.settle()
    expect(await refuse(world, 2, 40_100)).toBe('a')
    expect(answerOf(world, 2)).toMatchObject({
      code: 'request_too_large',
      attempts: 1,
      message: expect.stringContaining('where what this request names is kept'),
    })
  })
})
