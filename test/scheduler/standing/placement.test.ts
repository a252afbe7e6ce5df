import { describe, expect, test } from 'bun:test'
import {
  openSchedulerWorld,
  schedulable,
  type SchedulerWorld,
} from '../../support/scheduler-world.ts'

const nodesOf = (world: SchedulerWorld, names: readonly string[]): readonly string[] =>
  names.map((name) => world.account(name).node)

test.each(['team#1', '$team', 'größe', 'a~b%2F'])(
  'an account is started whatever its credential is called (%s)',
  async (name) => {
    const world = await openSchedulerWorld({ accounts: [name] })
    expect(world.account(name).starts).toBe(1)
  },
)

test('an account that could not stay up is started again after a pause', async () => {
  const world = await openSchedulerWorld()
  world.account('a').breaks = true
  world.dispatch()
  await world.advance(4_900)
  const { starts } = world.account('a')
  await world.advance(200)
  expect([starts, world.account('a').starts, world.notices]).toMatchObject([
    1,
    2,
    [{ event: 'account-down', account: 'openai/a', reason: 'it broke' }],
  ])
})

describe('accounts', () => {
  test('are not started before all threads are there', async () => {
    const world = await openSchedulerWorld({
      isIdle: true,
      nodes: ['x', 'y'],
      args: { threads: 2 },
    })
    world.nodesChanged(['x'])
    world.reconfigure({ threads: 2, accounts: [schedulable(), schedulable({ id: 'openai/b' })] })
    await world.settle()
    const before = world.accounts.size
    world.nodesChanged(['x', 'y'])
    await world.settle()
    expect([before, world.account('a').starts, world.account('b').starts]).toEqual([0, 1, 1])
  })

  test('take what threads there are when others do not come', async () => {
    const world = await openSchedulerWorld({ isIdle: true, nodes: ['x'], args: { threads: 2 } })
    world.nodesChanged(['x'])
    await world.advance(4_999)
    const before = world.accounts.size
    await world.advance(1)
    expect([before, world.account('a').starts]).toEqual([0, 1])
  })

  test('of a lost thread alone are lost', async () => {
    const world = await openSchedulerWorld({
      accounts: ['a', 'b'],
      nodes: ['x', 'y'],
      args: { isolation: 'thread', threads: 2 },
    })
    world.dispatch({ exchange: 1 })
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.nodeLost('x')
    world.addNode('z')
    world.nodesChanged(['z', 'y'])
    await world.settle()
    expect([nodesOf(world, ['a', 'b']), world.account('b').starts]).toEqual([['z', 'y'], 1])
  })
})

describe('accounts that share threads', () => {
  const names = Array.from({ length: 40 }, (_, index) => `key-${index}`)
  const nodes = ['x', 'y', 'z']

  test('are spread over them', async () => {
    const world = await openSchedulerWorld({ accounts: names, nodes, args: { threads: 3 } })
    const found = nodesOf(world, names)
    for (const node of nodes) expect(found.filter((one) => one === node).length).toBeWithin(8, 20)
  })

  test('have the same one in every program, whoever else is there', async () => {
    const all = await openSchedulerWorld({ accounts: names, nodes, args: { threads: 3 } })
    const some = await openSchedulerWorld({
      accounts: names.slice(20),
      nodes,
      args: { threads: 3 },
    })
    expect(nodesOf(some, names.slice(20))).toEqual(nodesOf(all, names.slice(20)))
  })
})

describe('accounts that have a thread each', () => {
  const accountsOf = (...names: readonly string[]) =>
    names.map((name) => schedulable({ id: `openai/${name}` }))
  const open = (over: Parameters<typeof openSchedulerWorld>[0] = {}) =>
    openSchedulerWorld({
      accounts: ['a', 'b', 'c'],
      nodes: ['x', 'y', 'z'],
      args: { isolation: 'thread', threads: 3 },
      ...over,
    })
  const args = { isolation: 'thread', threads: 3 } as const

  test('have them in their order', async () => {
    expect(nodesOf(await open(), ['a', 'b', 'c'])).toEqual(['x', 'y', 'z'])
  })

  test('leave theirs to whoever comes in their place, at once or later', async () => {
    const world = await open()
    world.reconfigure({ ...args, accounts: accountsOf('a', 'c', 'd') })
    await world.settle()
    world.reconfigure({ ...args, accounts: accountsOf('c', 'd') })
    await world.settle()
    world.reconfigure({ ...args, accounts: accountsOf('c', 'd', 'e') })
    await world.settle()
    expect(nodesOf(world, ['c', 'd', 'e'])).toEqual(['z', 'y', 'x'])
  })

  test('share those that there are evenly with accounts that come besides', async () => {
    const world = await open()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    world.reconfigure({ ...args, accounts: accountsOf(...names) })
    await world.settle()
    expect(nodesOf(world, names)).toEqual(['x', 'y', 'z', 'x', 'y', 'z'])
  })

  test('have one each again when one was lost', async () => {
    const world = await open()
    world.nodeLost('y')
    world.nodesChanged(['x', 'z'])
    world.addNode('y2')
    world.nodesChanged(['x', 'y2', 'z'])
    await world.settle()
    expect(nodesOf(world, ['a', 'b', 'c'])).toEqual(['x', 'y2', 'z'])
  })

  test('have it as soon as they have a way out', async () => {
    const [a, b] = ['a', 'b'].map((name) =>
      schedulable({ id: `openai/${name}`, awaitsEgress: true }),
    )
    const world = await open({ accounts: [a ?? schedulable(), b ?? schedulable()] })
    const egress = { proxyUrl: '', proxyUsername: '', proxyPassword: '' }
    world.egressChanged({ account: 'openai/b', blocked: '', egress })
    await world.settle()
    world.egressChanged({ account: 'openai/a', blocked: '', egress })
    await world.settle()
    expect(nodesOf(world, ['a', 'b'])).toEqual(['y', 'x'])
  })
})
