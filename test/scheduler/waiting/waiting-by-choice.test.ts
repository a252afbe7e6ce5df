import { describe, expect, test } from 'bun:test'
import { modes } from '../../../src/scheduler/mode/index.ts'
import type { SchedulableAccount } from '../../../src/scheduler/messages.ts'
import { openSchedulerWorld, routable, schedulable } from '../../support/scheduler-world.ts'

/** A session's account is worth ten seconds of waiting. */
const counting = () => {
  const counted = { looks: 0 }
  const offered = {
    ...modes,
    get cache_first() {
      counted.looks += 1
      return {
        ...modes.cache_first,
        patienceFor: ({ isBound }: { readonly isBound: boolean }) => (isBound ? 10_000 : 0),
      }
    },
  }
  return { counted, offered }
}

/** The session is bound to an account that is full, while another one is free. */
const openBound = async () => {
  const { counted, offered } = counting()
  const world = await openSchedulerWorld({
    offered,
    accounts: ['a', 'b'],
    maxConcurrency: 1,
    mode: 'cache_first',
    args: { maxWaiting: 10_000 },
  })
  world.dispatch({ exchange: 1, session: 's' })
  await world.settle()
  const [bound = ''] = world.holders(1)
  const other = bound === 'openai/a' ? 'openai/b' : 'openai/a'
  return { world, counted, bound, other }
}

describe('a request that waits for one account by choice', () => {
  test('is served by it when that has a free slot', async () => {
    const { world, bound } = await openBound()
    world.dispatch({ exchange: 2, session: 's' })
    await world.advance(9_999)
    expect(world.holders(2)).toEqual([])
    world.account(bound).serve(1)
    await world.settle()
    expect(world.holders(2)).toEqual([bound])
  })

  test('goes elsewhere once that is not worth it any more', async () => {
    const { world, other } = await openBound()
    world.dispatch({ exchange: 2, session: 's' })
    await world.advance(10_000)
    expect(world.holders(2)).toEqual([other])
  })

  test('goes elsewhere at once when that account is out', async () => {
    const { world, bound, other } = await openBound()
    world.dispatch({ exchange: 2, session: 's' })
    await world.settle()
    world.account(bound).leave()
    await world.settle()
    expect(world.holders(2)).toEqual([other])
  })

  test('is not asked when another account is free again', async () => {
    const { world, counted, other } = await openBound()
    for (let exchange = 2; exchange < 1_000; exchange += 1)
      world.dispatch({ exchange, session: 's' })
    world.dispatch({ exchange: 1_000 })
    await world.settle()
    expect(world.holders(1_000)).toEqual([other])
    counted.looks = 0
    world.account(other).serve(1_000)
    await world.settle()
    expect(counted.looks).toBeLessThan(10)
  })

  test('is looked at twice for a change that leaves its wait as good, however many wait so', async () => {
    const { world, counted, bound } = await openBound()
    for (let exchange = 2; exchange < 202; exchange += 1) world.dispatch({ exchange, session: 's' })
    await world.settle()
    counted.looks = 0
    world.account(bound).cool(1_000)
    await world.settle()
    // In its turn and for its own sake, three looks each time.
    expect(counted.looks / 200).toBeLessThanOrEqual(6)
    expect(world.replies.all).toEqual([])
  })

  test('goes elsewhere at once when the thread of that account is lost', async () => {
    const { offered } = counting()
    const world = await openSchedulerWorld({
      offered,
      accounts: ['a', 'b'],
      nodes: ['x', 'y'],
      maxConcurrency: 1,
      mode: 'cache_first',
      args: { isolation: 'thread', threads: 2 },
    })
    world.dispatch({ exchange: 1, session: 's' })
    await world.settle()
    const [bound] = world.holders(1)
    world.account(bound ?? '').commit(1)
    world.dispatch({ exchange: 2, session: 's' })
    await world.settle()
    world.nodeLost(bound === 'openai/a' ? 'x' : 'y')
    await world.settle()
    expect(world.holders(2)).toEqual([bound === 'openai/a' ? 'openai/b' : 'openai/a'])
  })

  test('waits for anybody once that account is out, however many wait with it', async () => {
    const { world, bound, other } = await openBound()
    world.dispatch({ exchange: 2 })
    for (let exchange = 3; exchange <= 202; exchange += 1)
      world.dispatch({ exchange, session: 's', user: 'alice' })
    await world.settle()
    world.account(bound).leave()
    await world.settle()
    const seen = await world.inspect(({ questions }) => questions.accounts)
    expect(seen?.queue.waiting).toBe(200)
    for (let exchange = 2; exchange <= 201; exchange += 1) {
      world.account(other).serve(exchange)
      await world.settle()
      expect(world.holders(exchange + 1)).toEqual([other])
    }
  })

  describe('in a full room', () => {
    const openFull = async (accounts: readonly SchedulableAccount[]) => {
      const { offered } = counting()
      const channels = ['openai', 'other'].map((id) => routable({ id, mode: 'cache_first' }))
      const world = await openSchedulerWorld({
        offered,
        accounts: [
          ...accounts,
          schedulable({ id: 'other/c', channel: 'other', maxConcurrency: 1 }),
        ],
        args: { channels, maxWaiting: 1 },
      })
      for (const exchange of [1, 2]) {
        world.dispatch({ exchange, scope: 'openai', session: 's' })
        await world.settle()
      }
      for (const exchange of [3, 4]) world.dispatch({ exchange, scope: 'other' })
      await world.settle()
      return world.replies.all
    }
    const own = schedulable({ maxConcurrency: 1 })

    test('tells others to come back when it goes elsewhere', async () => {
      const elsewhere = schedulable({ id: 'openai/b', priority: 1 })
      expect(await openFull([own, elsewhere])).toMatchObject([
        { exchange: 4, code: 'queue_full', retryAfterMs: 10_000 },
      ])
    })

    test('tells them to come back when its patience is over, where it can go nowhere else', async () => {
      expect(await openFull([own])).toMatchObject([
        { exchange: 4, code: 'queue_full', retryAfterMs: 60_000 },
      ])
    })
  })
})
