import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, routable } from '../../support/scheduler-world.ts'
import { openWaitingByChoice } from '../../support/waiting-by-choice.ts'

describe('settings that change while requests wait', () => {
  test('a request that waits for its own account goes elsewhere when the mode does not want it to', async () => {
    const { world, own } = await openWaitingByChoice()
    expect(world.holders(2)).toEqual([])
    world.reconfigure({ channels: [routable({ mode: 'balance' })] })
    await world.settle()
    expect(world.holders(2)).toEqual([own === 'openai/a' ? 'openai/b' : 'openai/a'])
  })

  test('and its decision tells the mode that it went by', async () => {
    const { world } = await openWaitingByChoice()
    world.reconfigure({ channels: [routable({ mode: 'performance_first' })] })
    await world.settle()
    expect(await world.receipt('request-2')).toMatchObject({ mode: 'performance_first' })
  })

  test('a request goes by its prompt once the mode does', async () => {
    const prompt = { prefixes: '300000 a:400000' }
    const both = { accounts: ['a', 'b'], maxConcurrency: 1 }
    const world = await openSchedulerWorld({ ...both, mode: 'cache_first' })
    world.dispatch(prompt)
    await world.settle()
    const [own = ''] = world.holders(1)
    world.account(own).serve(1)
    const settings = { accounts: both.accounts.map(world.settingsOf) }
    world.reconfigure({ ...settings, channels: [routable({ mode: 'balance' })] })
    for (const exchange of [2, 3]) world.dispatch({ exchange })
    world.dispatch({ exchange: 4, ...prompt })
    await world.settle()
    world.reconfigure({ ...settings, channels: [routable({ mode: 'cache_first' })] })
    const others = [2, 3].filter((exchange) => world.holders(exchange)[0] !== own)
    for (const exchange of others) world.account(own === 'openai/a' ? 'b' : 'a').serve(exchange)
    await world.settle()
    expect([others.length, world.holders(4)]).toEqual([1, []])
  })

  test('who has waited for longer than may be waited from now on is refused, each by itself', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    for (const exchange of [2, 3, 4]) {
      world.dispatch({ exchange })
      await world.advance(2_000)
    }
    world.reconfigure({ accounts: [world.settingsOf('a')], maxWaitMs: 3_000 })
    await world.settle()
    expect(world.replies.all.map((reply) => [reply.exchange, reply.type])).toEqual([
      [2, 'failed'],
      [3, 'failed'],
    ])
    await world.advance(1_000)
    expect(world.replies.all).toHaveLength(3)
  })

  test('who may wait for less from now on ends when its own time is over', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    for (const exchange of [2, 3, 4]) {
      world.dispatch({ exchange })
      await world.advance(1_000)
    }
    world.reconfigure({ accounts: [world.settingsOf('a')], maxWaitMs: 5_000 })
    await world.advance(3_000)
    expect(world.replies.all.map(({ exchange }) => exchange)).toEqual([2, 3])
  })

  test('who may wait for longer from now on does so', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1, args: { maxWaitMs: 5_000 } })
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.dispatch({ exchange: 2 })
    await world.advance(4_000)
    world.reconfigure({ accounts: [world.settingsOf('a')], maxWaitMs: 20_000 })
    await world.advance(10_000)
    world.account('a').serve(1)
    await world.settle()
    expect(world.holders(2)).toEqual(['openai/a'])
  })
})
