import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'
import { full } from './full-world.ts'

describe('requests that wait together', () => {
  const served = async (world: Awaited<ReturnType<typeof full>>, count: number) => {
    for (let turn = 0; turn < count; turn += 1) {
      for (const exchange of world.account('a').inFlight.keys()) world.account('a').serve(exchange)
      await world.settle()
    }
    return world.account('a').orders.map(({ exchange }) => exchange)
  }

  test('are served by urgency, and in turns of their users', async () => {
    const world = await full()
    for (const exchange of [2, 3, 4]) world.dispatch({ exchange })
    world.dispatch({ exchange: 5, user: 'bob' })
    world.dispatch({ exchange: 6, user: 'bob', urgency: 'low' })
    world.dispatch({ exchange: 7, user: 'bob', urgency: 'high', model: 'n' })
    await world.settle()
    expect(await served(world, 6)).toEqual([1, 7, 2, 5, 3, 4, 6])
  })

  test('are served before one that is more urgent once two thirds of their patience are over', async () => {
    const world = await full()
    world.dispatch({ exchange: 2, urgency: 'low' })
    await world.advance(40_000)
    world.dispatch({ exchange: 3, urgency: 'high', user: 'bob' })
    await world.settle()
    expect(await served(world, 2)).toEqual([1, 2, 3])
  })

  test('have their turn by urgency too when the operator allows more slots', async () => {
    const world = await full()
    world.dispatch({ exchange: 2, urgency: 'low' })
    await world.advance(1_000)
    world.dispatch({ exchange: 3, urgency: 'high', user: 'bob' })
    await world.settle()
    world.reconfigure({ accounts: [schedulable({ maxConcurrency: 2 })] })
    await world.settle()
    expect([world.holders(2), world.holders(3)]).toEqual([[], ['openai/a']])
  })

  test('are served before more patient ones by the time they have waited, though nobody came since', async () => {
    const world = await full()
    world.dispatch({ exchange: 2, urgency: 'low', timeoutMs: 30_000 })
    await world.advance(5_000)
    world.dispatch({ exchange: 3, user: 'bob' })
    await world.advance(16_000)
    expect(await served(world, 2)).toEqual([1, 2, 3])
  })

  test('yield to one that is more urgent when the room is full, the latest of them first', async () => {
    const world = await full({ args: { maxWaiting: 2 } })
    for (const exchange of [2, 3]) {
      world.dispatch({ exchange, urgency: 'low' })
      await world.advance(10)
    }
    world.dispatch({ exchange: 4, urgency: 'high' })
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { exchange: 3, code: 'queue_full', retryAfterMs: 59_980 },
    ])
    expect(await served(world, 2)).toEqual([1, 4, 2])
  })

  test('yield to none that is as urgent as they have become by waiting', async () => {
    const world = await full({ args: { maxWaiting: 1 } })
    world.dispatch({ exchange: 2, urgency: 'low' })
    await world.advance(20_000)
    world.dispatch({ exchange: 3, user: 'bob' })
    await world.settle()
    expect(world.replies.all).toMatchObject([{ exchange: 3, code: 'queue_full' }])
  })

  test('are refused one after the other, each at the end of its own patience', async () => {
    const world = await full()
    for (const exchange of [2, 3, 4]) {
      world.dispatch({ exchange })
      await world.advance(10_000)
    }
    const refused = async (ms: number) => {
      await world.advance(ms)
      return world.replies.all.map(({ exchange }) => exchange)
    }
    expect([await refused(30_000), await refused(10_000), await refused(10_000)]).toEqual([
      [2],
      [2, 3],
      [2, 3, 4],
    ])
  })

  test('are refused each at once when the wait has lost its sense for it', async () => {
    const world = await full({ maxConcurrency: 2 })
    world.dispatch({ exchange: 2, timeoutMs: 25_000 })
    await world.settle()
    world.dispatch({ exchange: 3 })
    world.dispatch({ exchange: 4, timeoutMs: 20_000 })
    world.dispatch({ exchange: 5, timeoutMs: 40_000 })
    world.account('a').fail(2, 'rate_limited', 5_000)
    await world.settle()
    expect(world.replies.all).toEqual([])
    world.account('a').cool(30_000)
    await world.settle()
    expect(world.replies.all.map(({ exchange }) => exchange).toSorted()).toEqual([2, 4])
  })

  test('are woken by what they can use alone', async () => {
    const world = await openSchedulerWorld({
      accounts: [
        schedulable({ id: 'openai/a', models: ['m'], maxConcurrency: 1 }),
        schedulable({ id: 'openai/b', models: ['n'], maxConcurrency: 1 }),
      ],
    })
    for (const [exchange, model] of [
      [1, 'm'],
      [2, 'n'],
      [3, 'm'],
      [4, 'n'],
    ] as const)
      world.dispatch({ exchange, model })
    await world.settle()
    world.account('b').serve(2)
    await world.settle()
    expect([world.holders(3), world.holders(4)]).toEqual([[], ['openai/b']])
  })
})
