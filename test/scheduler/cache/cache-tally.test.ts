import { describe, expect, test } from 'bun:test'
import type { Settled } from '../../../src/account/messages.ts'
import { writePrefixes } from '../../../src/ir/prefix.ts'
import { CacheTally } from '../../../src/scheduler/cache/cache-tally.ts'
import { openSchedulerWorld, type SchedulerWorldOptions } from '../../support/scheduler-world.ts'

/** Of 40,000 bytes; half of it, when it goes on. */
const prefixes = writePrefixes({
  lifetimeMs: 300_000,
  list: [
    { mark: 'x', bytes: 20_000 },
    { mark: 'xy', bytes: 40_000 },
  ],
})

const openWorld = async (over: SchedulerWorldOptions = {}) => {
  const world = await openSchedulerWorld({ mode: 'cache_first', ...over })
  let exchange = 0
  const answer = async (tokens: Partial<Settled>): Promise<void> => {
    exchange += 1
    world.dispatch({ exchange, prefixes })
    await world.settle()
    world.account('a').serve(exchange, tokens)
    await world.settle()
  }
  const fail = async (): Promise<void> => {
    exchange += 1
    world.dispatch({ exchange, prefixes })
    await world.settle()
    world.account('a').fail(exchange, 'client')
    await world.settle()
  }
  const view = () => world.inspect(({ questions }) => questions.caches)
  return { world, answer, fail, view }
}

const cold = { inputTokens: 1_000, cacheReadTokens: 0, cacheWriteTokens: 0 }
const warm = { inputTokens: 100, cacheReadTokens: 800, cacheWriteTokens: 100 }

const nothing = {
  answers: 0,
  hits: 0,
  misses: 0,
  unexpectedReads: 0,
  unreported: 0,
  expectedTokens: 0,
  readTokens: 0,
  writtenTokens: 0,
  inputTokens: 0,
}

describe('what upstreams read from their caches', () => {
  test('is counted beside what was expected, by channel, and by account and model', async () => {
    const { world, answer, view } = await openWorld()
    const since = world.simulation.clock.now()
    await answer(cold)
    await answer(warm)
    await answer(cold)
    const counts = {
      ...nothing,
      answers: 3,
      hits: 1,
      misses: 1,
      expectedTokens: 2_000,
      readTokens: 800,
      writtenTokens: 100,
      inputTokens: 2_100,
    }
    expect(await view()).toEqual({
      type: 'caches-viewed',
      since,
      beginnings: 2,
      channels: [{ channel: 'openai', mode: 'cache_first', counts }],
      rows: [
        {
          account: 'openai/a',
          channel: 'openai',
          model: 'm',
          counts,
          trust: expect.closeTo(0.768),
        },
      ],
    })
  })

  test('is counted without an expectation where the mode does not follow caches', async () => {
    const { answer, view } = await openWorld({ mode: 'balance' })
    await answer(warm)
    await answer(warm)
    expect((await view())?.channels).toMatchObject([
      { mode: 'balance', counts: { answers: 2, hits: 0, unexpectedReads: 2, expectedTokens: 0 } },
    ])
  })

  test('is not known where the upstream does not say, and a failure says nothing', async () => {
    const { answer, fail, view } = await openWorld()
    const silent = { inputTokens: -1, cacheReadTokens: -1, cacheWriteTokens: -1 }
    await answer(silent)
    expect((await view())?.rows).toEqual([])
    await answer(silent)
    await fail()
    expect((await view())?.channels[0]?.counts).toEqual({ ...nothing, unreported: 1 })
  })
})

test('of more accounts and models than are remembered the one used longest ago is left out, but counted', () => {
  const tally = new CacheTally()
  const report = { ...cold, expectedShare: 0 }
  const subject = { account: 'openai/a', channel: 'openai' }
  for (let index = 0; index < 10_000; index += 1)
    tally.count({ ...subject, model: `m${index}` }, report)
  tally.count({ ...subject, model: 'm0' }, report)
  tally.count({ ...subject, model: 'new' }, report)
  const models = tally.rows().map(({ model }) => model)
  expect([models.length, models[0], models[1], models.includes('m1')]).toEqual([
    10_000,
    'new',
    'm0',
    false,
  ])
  expect(tally.ofChannel('openai').answers).toBe(10_002)
})
