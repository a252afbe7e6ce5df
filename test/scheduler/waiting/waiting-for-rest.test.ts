import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

describe('a request that finds every account resting', () => {
  test('waits for the first that has rested', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.account('a').cool(20_000)
    world.account('b').cool(5_000)
    await world.settle()
    world.dispatch()
    await world.advance(4_999)
    expect(world.holders(1)).toEqual([])
    await world.advance(1)
    expect(world.holders(1)).toEqual(['openai/b'])
  })

  test('is refused at once when none has rested in time, with the soonest instant', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.account('a').cool(400_000)
    world.account('b').cool(90_000)
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { type: 'failed', code: 'all_accounts_resting', status: 429, retryAfterMs: 90_000 },
    ])
  })

  test('hears of no second more because of a part of a millisecond', async () => {
    const world = await openSchedulerWorld()
    world.account('a').cool(90_000.6)
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(world.replies.all).toMatchObject([{ retryAfterMs: 90_000 }])
  })

  test('after its only account was told to slow down hears our words, and the instant', async () => {
    const world = await openSchedulerWorld({ args: { maxWaitMs: 1_000 } })
    world.dispatch()
    await world.settle()
    world.account('a').fail(1, 'rate_limited', 30_000)
    await world.settle()
    const [reply] = world.replies.all
    expect(reply).toMatchObject({ status: 429, retryAfterMs: 30_000, attempts: 1 })
    expect(JSON.stringify(reply)).not.toContain('org-secret')
  })

  test('whose account has been tried as often as may be still hears when it has rested', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').fail(1, 'rate_limited', 30_000)
    await world.advance(30_000)
    world.account('a').fail(1, 'rate_limited', 40_000)
    await world.settle()
    expect(world.replies.all).toMatchObject([{ status: 429, retryAfterMs: 40_000, attempts: 2 }])
  })

  test('waits on when a rest is extended meanwhile', async () => {
    const world = await openSchedulerWorld()
    world.account('a').cool(5_000)
    await world.settle()
    world.dispatch()
    await world.advance(4_000)
    world.account('a').cool(10_000)
    await world.advance(9_999)
    expect(world.holders(1)).toEqual([])
    await world.advance(1)
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test('is before one that comes when the rest is over', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.account('a').cool(5_000)
    await world.settle()
    world.dispatch({ exchange: 1 })
    await world.advance(4_999)
    world.simulation.clock.moveTo(world.simulation.clock.monotonic() + 1)
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect([world.holders(1), world.holders(2)]).toEqual([['openai/a'], []])
  })
})

test('a request that waits is before one that comes when its rest is over and the timer is late', async () => {
  const world = await openSchedulerWorld({ maxConcurrency: 1 })
  world.account('a').cool(5_000)
  await world.settle()
  world.dispatch({ exchange: 1 })
  await world.advance(4_999)
  world.simulation.clock.stall(20)
  world.dispatch({ exchange: 2 })
  await world.settle()
  expect([world.holders(1), world.holders(2)]).toEqual([['openai/a'], []])
})

describe('a request that has been tried somewhere', () => {
  test('and waits for another account leaves the first one to those behind it', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], maxConcurrency: 1 })
    world.account('b').cool(50_000)
    await world.settle()
    world.dispatch({ exchange: 1 })
    await world.settle()
    for (let attempt = 0; attempt < 2; attempt += 1) {
      world.account('a').fail(1)
      await world.settle()
    }
    world.dispatch({ exchange: 2 })
    world.dispatch({ exchange: 3 })
    await world.settle()
    world.account('a').serve(2)
    await world.settle()
    expect([world.holders(1), world.holders(3)]).toEqual([[], ['openai/a']])
  })

  test('has its turn at the other one, whoever was served before it meanwhile', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    world.dispatch({ exchange: 2 })
    await world.settle()
    const [mine = ''] = world.holders(1)
    const [other = ''] = world.holders(2)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      world.account(mine).fail(1)
      await world.settle()
    }
    for (const exchange of [3, 4, 5]) world.dispatch({ exchange })
    await world.settle()
    world.account(mine).serve(3)
    await world.settle()
    world.account(other).serve(2)
    await world.settle()
    expect([world.holders(4), world.holders(1), world.holders(5)]).toEqual([[mine], [other], []])
  })

  test('does not wait for a slot at an account that has had it as often as may be', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 2 })
    world.dispatch({ exchange: 1 })
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.account('a').fail(1)
    await world.settle()
    world.reconfigure({ accounts: [schedulable({ maxConcurrency: 1 })] })
    world.account('a').fail(1)
    await world.settle()
    expect(world.replies.all).toMatchObject([{ exchange: 1, code: 'scripted_transient' }])
  })

  test('and refused there hears when that account has rested', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').fail(1)
    await world.settle()
    world.account('a').fail(1, 'auth', 300_000)
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { code: 'all_accounts_resting', status: 429, retryAfterMs: 300_000 },
    ])
  })
})
