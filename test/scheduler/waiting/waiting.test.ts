import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'
import { full } from './full-world.ts'

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

describe('a request that waits long', () => {
  /** After so long a wait of one that is little urgent, which of it and an urgent one that has just come is served first. */
  const firstAfter = async (waitedMs: number) => {
    const world = await full()
    world.dispatch({ exchange: 2, urgency: 'low' })
    await world.advance(waitedMs)
    world.dispatch({ exchange: 3, user: 'bob', urgency: 'high' })
    await world.advance(1)
    world.account('a').serve(1)
    await world.settle()
    return world.account('a').orders.at(-1)?.exchange
  }

  test('counts as the most urgent after two thirds of its patience, and not before', async () => {
    expect([await firstAfter(39_990), await firstAfter(40_000)]).toEqual([3, 2])
  })

  test('and has been elsewhere meanwhile is served before those of its user that came later', async () => {
    const world = await full()
    await world.advance(10)
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.account('a').cool(1_000)
    world.account('a').fail(1, 'rate_limited')
    await world.advance(1_000)
    expect(world.holders(1)).toEqual(['openai/a'])
    expect(world.holders(2)).toEqual([])
  })
})
