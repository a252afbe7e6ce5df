import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, schedulable, type SchedulerWorld } from '../support/scheduler-world.ts'

describe('an account whose thread is lost', () => {
  test('leaves what had shown nothing to another one, at once', async () => {
    const world = await openSchedulerWorld({
      accounts: ['a', 'b'],
      nodes: ['x'],
      maxConcurrency: 0,
    })
    world.dispatch()
    await world.settle()
    world.addNode('y')
    world.nodeLost('x')
    world.nodesChanged(['y'])
    await world.settle()
    expect(world.account('a').starts + world.account('b').starts).toBe(4)
    expect(world.replies.all).toEqual([])
    expect([...world.accounts.values()].flatMap(({ orders }) => orders)).toHaveLength(2)
  })

  test('ends what had begun with a failure, once', async () => {
    const world = await openSchedulerWorld({ nodes: ['x'] })
    world.dispatch()
    await world.settle()
    world.account('a').commit(1)
    await world.settle()
    world.nodeLost('x')
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { type: 'failed', exchange: 1, code: 'account_lost', isTold: false, account: 'openai/a' },
    ])
  })

  test('comes up again on another thread, with the rests it had', async () => {
    const world = await openSchedulerWorld({ nodes: ['x'] })
    world.account('a').cool(30_000)
    await world.settle()
    world.addNode('y')
    world.nodeLost('x')
    world.nodesChanged(['y'])
    await world.settle()
    expect(world.account('a').starts).toBe(2)
    expect(world.account('a').status.cooldowns).toMatchObject([{ model: '' }])
    world.dispatch()
    await world.advance(29_999)
    expect(world.holders(1)).toEqual([])
    await world.advance(1)
    expect(world.holders(1)).toEqual(['openai/a'])
  })
})

describe('an account that has started again where it was', () => {
  test('has lost what it had: that goes elsewhere, and its slots are free', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    await world.settle()
    const [id = ''] = world.holders(1)
    world.account(id).start()
    await world.settle()
    expect(world.holders(1)).toHaveLength(1)
    expect(world.holders(1)).not.toEqual([id])
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect(world.holders(2)).toEqual([id])
  })

  test('is told what it said of itself before', async () => {
    const world = await openSchedulerWorld()
    world.account('a').leave()
    await world.settle()
    world.account('a').start()
    await world.settle()
    expect(world.account('a').status.state).toBe('out')
    world.dispatch()
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'no_account' }])
  })

  test('gets orders for its new life only', async () => {
    const world = await openSchedulerWorld()
    world.account('a').start()
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(world.account('a').orders.map(({ life }) => life)).toEqual([2])
  })
})

describe('an account that reports on what another one has', () => {
  test('is not heard', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    const [holder = ''] = world.holders(1)
    const other = holder === 'openai/a' ? 'openai/b' : 'openai/a'
    world.account(other).commit(1)
    await world.settle()
    world.account(holder).serve(1)
    await world.settle()
    const steps = (await world.receipt('request-1'))?.steps
    expect(steps?.map(({ type }) => type)).toEqual(['offered', 'ended'])
  })
})

describe('what is published', () => {
  const readyAt = (world: SchedulerWorld): number | undefined => world.views.all.at(-1)?.readyAt

  test('is whether any account can serve, each change soon', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], nodes: ['x'] })
    await world.advance(10)
    expect(readyAt(world)).toBe(0)
    world.account('a').leave()
    await world.advance(10)
    expect(readyAt(world)).toBe(0)
    world.nodeLost('x')
    await world.advance(10)
    expect(readyAt(world)).toBe(Number.POSITIVE_INFINITY)
  })

  test('is when the first of them will have rested as a whole', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    const now = world.simulation.clock.now()
    world.account('a').cool(9_000)
    world.account('b').cool(5_000)
    await world.advance(10)
    expect(readyAt(world)).toBe(now + 5_000)
    world.account('b').leave()
    await world.advance(10)
    expect(readyAt(world)).toBe(now + 9_000)
  })

  test('waits for no end of changes that do not cease', async () => {
    const world = await openSchedulerWorld()
    await world.advance(100)
    const before = world.views.all.length
    for (let turn = 1; turn <= 10; turn += 1) {
      world.account('a').cool(turn * 1_000)
      await world.advance(6)
    }
    expect(world.views.all.length - before).toBeWithin(4, 8)
  })

  test.each([
    ['none that has left the settings', { accounts: [] }],
    [
      'none that waits for its way out',
      { accounts: [schedulable({ awaitsEgress: true, maxConcurrency: 2 })] },
    ],
  ])('counts %s', async (_name, settings) => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.reconfigure(settings)
    await world.advance(10)
    expect([world.holders(1), readyAt(world)]).toEqual([['openai/a'], Number.POSITIVE_INFINITY])
  })
})
