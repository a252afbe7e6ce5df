import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { begin, settle, takeBack } from '../../../src/scheduler/standing/spending.ts'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'
import { entryOf } from '../../support/entries.ts'
import { settled } from '../../support/scripted-account.ts'

const request = (exchange: number, characters: number) => ({
  exchange,
  model: 'm',
  body: 'x'.repeat(characters),
  freshTokens: 0,
})

describe('what an account has spent', () => {
  test('grows by what a request probably costs, for its weight, until its cost is known', () => {
    const entry = entryOf('a', {}, { weight: 2 })
    begin(entry, request(1, 4_000))
    expect(entry.spent).toBe(500)
    settle(entry, {
      ...settled,
      exchange: 1,
      inputTokens: 100,
      cacheReadTokens: 1_000,
      cacheWriteTokens: 50,
      outputTokens: 30,
    })
    expect(entry.spent).toBe((100 + 100 + 50 + 30) / 2)
  })

  test('stays what was expected when the upstream counts nothing', () => {
    const entry = entryOf('a')
    begin(entry, request(1, 4_000))
    settle(entry, { ...settled, exchange: 1 })
    expect(entry.spent).toBe(1_000)
  })

  test('does not grow by what failed or was taken back', () => {
    const entry = entryOf('a')
    begin(entry, request(1, 4_000))
    begin(entry, request(2, 8_000))
    settle(entry, { ...settled, exchange: 1, outcome: 'failed' })
    takeBack(entry, 2)
    takeBack(entry, 2)
    expect([entry.spent, entry.exchanges.size]).toEqual([0, 0])
  })

  test('is never less than nothing', () => {
    const step = fc.tuple(fc.constantFrom('begin', 'settle', 'back'), fc.nat(4), fc.nat(9_000))
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const entry = entryOf('a', {}, { weight: 3 })
        for (const [what, exchange, size] of steps) {
          if (what === 'begin' && !entry.exchanges.has(exchange))
            begin(entry, request(exchange, size))
          if (what === 'back') takeBack(entry, exchange)
          if (what === 'settle')
            settle(entry, { ...settled, exchange, inputTokens: size, outputTokens: 1 })
          expect(entry.spent).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})

test('requests of one weight spread over the accounts by their tokens, not by their number', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  const serve = async (exchange: number, tokens: number): Promise<string> => {
    world.dispatch({ exchange })
    await world.settle()
    const [id = ''] = world.holders(exchange)
    world.account(id).serve(exchange, { inputTokens: tokens, outputTokens: 0 })
    await world.advance(1)
    return id
  }
  const large = await serve(1, 10_000)
  const small = new Set([await serve(2, 10), await serve(3, 10), await serve(4, 10)])
  expect([small.size, small.has(large)]).toEqual([1, false])
})

test('an account that is added does not make up for the time before it', async () => {
  const world = await openSchedulerWorld({ accounts: ['a'] })
  for (const exchange of [1, 2]) {
    world.dispatch({ exchange })
    await world.settle()
    world.account('a').serve(exchange, { inputTokens: 10_000, outputTokens: 0 })
    await world.settle()
  }
  world.reconfigure({ accounts: ['a', 'b'].map((id) => world.settingsOf(id)) })
  await world.settle()
  const served = new Set<string>()
  for (const exchange of [3, 4]) {
    world.dispatch({ exchange })
    await world.settle()
    for (const id of world.holders(exchange)) {
      served.add(id)
      world.account(id).serve(exchange, { inputTokens: 100, outputTokens: 0 })
    }
    await world.settle()
  }
  expect(served.size).toBe(2)
})

test('an account that comes back from a rest is given one request, then as many as it says', async () => {
  const world = await openSchedulerWorld({ accounts: ['a'] })
  const { status } = world.account('a')
  world.account('a').change({ ...status, ramps: [{ model: '', slots: 1 }] })
  await world.settle()
  for (const exchange of [1, 2, 3]) world.dispatch({ exchange })
  await world.settle()
  expect(world.account('a').inFlight.size).toBe(1)
  world.account('a').change({ ...status, ramps: [] })
  await world.settle()
  expect(world.account('a').inFlight.size).toBe(3)
})

test('a session whose cache is cold leaves an account that was asked for much more than the others', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  const ask = async (exchange: number, tokens: number): Promise<string> => {
    world.dispatch({ exchange, session: 's' })
    await world.settle()
    const [id = ''] = world.holders(exchange)
    world.account(id).serve(exchange, { inputTokens: tokens, outputTokens: 0 })
    await world.settle()
    return id
  }
  const first = await ask(1, 900_000)
  expect(await ask(2, 10)).toBe(first)
  await world.advance(299_000)
  expect(await ask(3, 10)).toBe(first)
  await world.advance(301_000)
  expect(await ask(4, 10)).not.toBe(first)
})

test('an account that was spared for its quota is used again once that is whole, although nothing was asked of it', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  const resetsAt = world.simulation.clock.now() + 3_600_000
  const { status } = world.account('a')
  world.account('a').change({ ...status, quotas: [{ model: '', left: 0.05, resetsAt }] })
  await world.settle()
  const served: (readonly string[])[] = []
  for (const exchange of [1, 2, 3]) {
    if (exchange === 3) await world.advance(3_600_000)
    world.dispatch({ exchange })
    await world.settle()
    served.push(world.holders(exchange))
  }
  expect(served).toEqual([['openai/b'], ['openai/b'], ['openai/a']])
})
