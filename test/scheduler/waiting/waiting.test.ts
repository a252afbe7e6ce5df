import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

const full = async (over: Parameters<typeof openSchedulerWorld>[0] = {}) => {
  const world = await openSchedulerWorld({ maxConcurrency: 1, ...over })
  world.dispatch({ exchange: 1 })
  await world.settle()
  return world
}

describe('a request that finds every slot in use', () => {
  test('waits, and is served by the slot that is given back', async () => {
    const world = await full()
    world.dispatch({ exchange: 2 })
    await world.advance(5_000)
    expect([world.holders(2), world.replies.all]).toEqual([[], []])
    world.account('a').serve(1)
    await world.settle()
    expect(world.account('a').inFlight.get(2)).toMatchObject({ queueMs: 5_000 })
  })

  test('has waited since it came, however often it was looked at again', async () => {
    const world = await full({ accounts: ['a', 'b'] })
    world.dispatch({ exchange: 2 })
    await world.advance(700.4)
    world.dispatch({ exchange: 3 })
    await world.advance(3_000)
    const [account = '', other = ''] = [1, 2].flatMap((exchange) => world.holders(exchange))
    world.account(other).cool(30_000)
    await world.advance(2_000)
    world.account(account).serve(1)
    await world.settle()
    expect(world.account(account).inFlight.get(3)).toMatchObject({ queueMs: 5_000 })
  })

  test('is served in the order in which it came', async () => {
    const world = await full()
    for (const exchange of [2, 3, 4]) {
      world.dispatch({ exchange })
      await world.advance(10)
    }
    for (const exchange of [1, 2, 3]) {
      world.account('a').serve(exchange)
      await world.settle()
    }
    expect(world.account('a').orders.map(({ exchange }) => exchange)).toEqual([1, 2, 3, 4])
  })

  test('is not overtaken by one that comes while it waits', async () => {
    const world = await full()
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.account('a').serve(1)
    world.dispatch({ exchange: 3 })
    await world.settle()
    expect([world.holders(2), world.holders(3)]).toEqual([['openai/a'], []])
  })

  test.each(['fail', 'cancel'] as const)(
    'is woken by a slot that is given back by a failure or a client that left (%s)',
    async (how) => {
      const world = await full()
      world.dispatch({ exchange: 2, model: 'n' })
      await world.settle()
      if (how === 'fail') world.account('a').fail(1, 'rate_limited', 90_000)
      else world.cancel(1)
      await world.settle()
      expect(world.holders(2)).toEqual(['openai/a'])
    },
  )

  test('is refused after the longest wait, with when to come back', async () => {
    const world = await full()
    world.dispatch({ exchange: 2 })
    await world.advance(59_999)
    expect(world.replies.all).toEqual([])
    await world.advance(1)
    expect(world.replies.all).toMatchObject([
      { type: 'failed', exchange: 2, code: 'all_slots_in_use', status: 429, retryAfterMs: 1_000 },
    ])
    expect(world.replies.all).toMatchObject([
      {
        queueMs: 60_000,
        attempts: 0,
        message: "every slot for the model 'm' stayed in use for 60 s",
      },
    ])
  })

  test('is refused at once when its wait has lost its sense, with when to come back', async () => {
    const world = await full()
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.account('a').cool(300_000)
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { type: 'failed', exchange: 2, code: 'all_accounts_resting', retryAfterMs: 300_000 },
    ])
  })

  test('is refused at once when too many wait already', async () => {
    const world = await full({ args: { maxWaiting: 2 } })
    for (const exchange of [2, 3, 4]) {
      world.dispatch({ exchange })
      await world.settle()
    }
    expect(world.replies.all).toMatchObject([
      { exchange: 4, code: 'queue_full', status: 503, retryAfterMs: 60_000 },
    ])
  })
})

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

describe('a client that says how long it waits', () => {
  test('is told that nobody answers when that is over, not later', async () => {
    const world = await full()
    world.dispatch({ exchange: 2, timeoutMs: 20_000 })
    await world.advance(19_999)
    expect(world.replies.all).toEqual([])
    await world.advance(1)
    expect(world.replies.all).toMatchObject([{ exchange: 2, status: 504, code: 'request_timeout' }])
  })

  test('is refused at once when nobody will have rested by then', async () => {
    const world = await openSchedulerWorld()
    world.account('a').cool(30_000)
    await world.settle()
    world.dispatch({ exchange: 1, timeoutMs: 20_000 })
    world.dispatch({ exchange: 2, timeoutMs: 40_000 })
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { exchange: 1, code: 'all_accounts_resting', retryAfterMs: 30_000 },
    ])
  })

  test('waits no longer than others', async () => {
    const world = await full()
    world.dispatch({ exchange: 2, timeoutMs: 600_000 })
    await world.advance(60_000)
    expect(world.replies.all).toMatchObject([{ exchange: 2, code: 'all_slots_in_use' }])
  })
})

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

describe('a request that finds no account up', () => {
  test('is served as soon as one has come up', async () => {
    const world = await openSchedulerWorld({ isIdle: true })
    world.dispatch()
    await world.advance(3_000)
    expect(world.replies.all).toEqual([])
    world.nodesChanged(['thread-1'])
    await world.settle()
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test('does not wait for accounts that never could', async () => {
    const world = await openSchedulerWorld({
      accounts: [schedulable({ models: ['other-*'] })],
      isIdle: true,
    })
    world.dispatch()
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'no_account', status: 503 }])
  })

  test('waits for one that is coming up while the others rest for long', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], nodes: ['x', 'y'] })
    world.account('a').cool(600_000)
    await world.settle()
    const { starts } = world.account('b')
    world.nodeLost('x')
    world.nodeLost('y')
    world.dispatch()
    await world.settle()
    expect([world.replies.all, starts]).toEqual([[], 1])
  })
})

describe('a request as a whole', () => {
  test('is given up when its time is over, whatever it waits for', async () => {
    const world = await full({ args: { requestTimeoutMs: 20_000 } })
    world.dispatch({ exchange: 2 })
    await world.advance(20_000)
    expect(world.replies.all).toMatchObject([{ exchange: 2, type: 'failed', status: 504 }])
  })

  test('gives an attempt no more time than it has left itself', async () => {
    const world = await full({ args: { requestTimeoutMs: 20_000 } })
    world.dispatch({ exchange: 2, isStreaming: true })
    world.dispatch({ exchange: 3, isStreaming: false })
    await world.advance(15_000)
    world.account('a').serve(1)
    await world.settle()
    expect(world.account('a').inFlight.get(2)?.answerTimeoutMs).toBe(5_000)
  })
})
