import { describe, expect, test } from 'bun:test'
import { freshStatus, type Room } from '../../../src/account/messages.ts'
import {
  openSchedulerWorld,
  routable,
  schedulable,
  type SchedulerWorldOptions,
} from '../../support/scheduler-world.ts'

type World = Awaited<ReturnType<typeof openSchedulerWorld>>

const LIMIT = 30_000

/** The account has told that so many tokens fit in, and that all do after their part of a minute. */
const tellRoom = (world: World, account: string, left: number, over: Partial<Room> = {}): void => {
  const at = world.simulation.clock.now()
  const fullAt = at + ((LIMIT - left) / LIMIT) * 60_000
  const room = { model: 'm', limit: LIMIT, countsCached: false, left, at, fullAt, ...over }
  world.account(account).change({ ...freshStatus, rooms: [room] })
}

/** A prompt of so many tokens, and of no other's beginning. */
const prompt = (tokens: number, mark = `p${tokens}`) => ({
  prefixes: `300000 ${mark}:${tokens * 4}`,
})

const open = async (
  rooms: Readonly<Record<string, number>>,
  over: SchedulerWorldOptions = {},
): Promise<World> => {
  const options = { accounts: Object.keys(rooms), mode: 'cache_first' as const, ...over }
  const world = await openSchedulerWorld(options)
  for (const [account, left] of Object.entries(rooms)) tellRoom(world, account, left)
  await world.settle()
  return world
}

/** Who has it, by the account's own name. */
const holders = (world: World, exchange: number): readonly string[] =>
  world.holders(exchange).map((account) => account.slice('openai/'.length))

const send = async (world: World, exchange: number, tokens: number, mark?: string) => {
  world.dispatch({ exchange, ...prompt(tokens, mark) })
  await world.settle()
  return holders(world, exchange)
}

describe('a prompt', () => {
  test('goes to an account that has room for it, however the others stand', async () => {
    const narrow = Object.fromEntries(Array.from('abdefghi', (name) => [name, 5_000]))
    const world = await open({ ...narrow, c: 25_000 })
    expect(await send(world, 1, 20_000)).toEqual(['c'])
  })

  test('waits until somebody has, and no longer', async () => {
    const world = await open({ a: 5_000, b: 10_000 })
    expect(await send(world, 1, 20_000)).toEqual([])
    await world.advance(19_000)
    expect(holders(world, 1)).toEqual([])
    await world.advance(1_001)
    expect(holders(world, 1)).toEqual(['b'])
  })

  test('that waits for room holds up none that fits in', async () => {
    const world = await open({ a: 5_000 })
    expect(await send(world, 1, 20_000)).toEqual([])
    expect(await send(world, 2, 4_000)).toEqual(['a'])
  })

  test('that has no room when a slot is free lets those behind it have the slot', async () => {
    const world = await open({ a: 9_000 }, { maxConcurrency: 1 })
    expect(await send(world, 1, 1_000)).toEqual(['a'])
    expect(await send(world, 2, 20_000)).toEqual([])
    expect(await send(world, 3, 4_000)).toEqual([])
    world.account('a').serve(1)
    await world.settle()
    expect([holders(world, 2), holders(world, 3)]).toEqual([[], ['a']])
  })

  test('larger than the whole limit needs all of it', async () => {
    const world = await open({ a: 29_000 }, { args: { maxWaitMs: 600_000 } })
    expect(await send(world, 1, 90_000)).toEqual([])
    await world.advance(2_001)
    expect(holders(world, 1)).toEqual(['a'])
  })

  test.each([
    ['words', 'word '.repeat(16_000), []],
    ['a file, which nobody can tell the tokens of,', 'iVBORw0KGgo+/AAA'.repeat(5_000), ['a']],
  ] as const)(
    'without beginnings is as long as its text: one of %s',
    async (_name, body, holder) => {
      const world = await open({ a: 5_000 }, { mode: 'balance' })
      world.dispatch({ body })
      await world.settle()
      expect(holders(world, 1)).toEqual([...holder])
    },
  )

  test('that is only counted needs no room', async () => {
    const counting = { protocol: 'anthropic', operation: 'count-tokens' } as const
    const world = await open(
      { a: 5_000 },
      { args: { channels: [routable({ speaks: [counting] })] } },
    )
    world.dispatch({ ...counting, body: 'word '.repeat(16_000) })
    await world.settle()
    expect(holders(world, 1)).toEqual(['a'])
  })

  test('goes to no account that is put behind others for having been unused', async () => {
    const backup = schedulable({ id: 'openai/b', priority: 1 })
    const names = Array.from({ length: 4 }, (_, index) => `a${index}`)
    const mode = 'performance_first' as const
    const world = await openSchedulerWorld({ accounts: [...names, backup], mode })
    names.forEach((name, index) => tellRoom(world, name, index < 2 ? 0 : LIMIT))
    tellRoom(world, 'b', LIMIT)
    await world.settle()
    for (const exchange of [1, 2]) await send(world, exchange, 9_000, `mark ${exchange}`)
    expect([...holders(world, 1), ...holders(world, 2)].toSorted()).toEqual(['a2', 'a3'])
  })

  test('is sent after all when there will be no room before its time is over', async () => {
    const world = await open({ a: 5_000 }, { args: { maxWaitMs: 10_000 } })
    expect(await send(world, 1, 20_000)).toEqual(['a'])
  })
})

describe('room', () => {
  test.each([
    ['as slowly', 120_000, 40_000],
    ['as quickly', 12_000, 4_000],
  ] as const)('comes back %s as its upstream has told', async (_name, wholeMs, partMs) => {
    const world = await open({ a: 0 })
    tellRoom(world, 'a', 0, { fullAt: world.simulation.clock.now() + wholeMs })
    await world.settle()
    expect(await send(world, 1, 10_000)).toEqual([])
    await world.advance(partMs - 1)
    expect(holders(world, 1)).toEqual([])
    await world.advance(2)
    expect(holders(world, 1)).toEqual(['a'])
  })

  test('that is taken counts no more once its upstream has begun to answer and has told', async () => {
    const world = await open({ a: 25_000 })
    await send(world, 1, 20_000)
    world.account('a').commit(1)
    tellRoom(world, 'a', 25_000)
    await world.settle()
    expect(await send(world, 2, 20_000, 'other')).toEqual(['a'])
  })

  test('is taken by what has been asked for and is not told of yet', async () => {
    const world = await open({ a: 25_000, b: 22_000 })
    const [first = ''] = await send(world, 1, 20_000)
    const [second = ''] = await send(world, 2, 20_000, 'other')
    expect([first, second].toSorted()).toEqual(['a', 'b'])
    expect(await send(world, 3, 20_000, 'third')).toEqual([])
  })

  test('is not needed for what its upstream has in its cache', async () => {
    const world = await open({ a: 30_000 })
    expect(await send(world, 1, 20_000)).toEqual(['a'])
    world.account('a').serve(1)
    tellRoom(world, 'a', 1_000)
    await world.settle()
    expect(await send(world, 2, 20_000)).toEqual(['a'])
    expect(await send(world, 3, 20_000)).toEqual(['a'])
  })

  test('is needed for that, too, where the limit counts it', async () => {
    const world = await open({ a: 30_000 })
    expect(await send(world, 1, 20_000)).toEqual(['a'])
    world.account('a').serve(1)
    tellRoom(world, 'a', 1_000, { countsCached: true })
    await world.settle()
    expect(await send(world, 2, 20_000)).toEqual([])
  })

  test('of another model says nothing', async () => {
    const world = await open({ a: 30_000 })
    tellRoom(world, 'a', 0, { model: 'another' })
    await world.settle()
    expect(await send(world, 1, 20_000)).toEqual(['a'])
  })

  test.each([1, 2, 3, 4])(
    'that a prompt takes more than all of is looked for where nothing was asked for longest, in performance_first: seed %p',
    async (seed) => {
      const names = Array.from('abcdefgh')
      const whole = Object.fromEntries(names.map((name) => [name, LIMIT]))
      const world = await open(whole, { mode: 'performance_first', seed })
      const used: string[] = []
      for (let exchange = 1; new Set(used).size < names.length; exchange += 1) {
        const [holder = ''] = await send(world, exchange, 100 + exchange)
        world.account(holder).serve(exchange)
        used.push(holder)
        await world.advance(1_000)
      }
      const byUse = names.toSorted((one, other) => used.lastIndexOf(one) - used.lastIndexOf(other))
      for (const name of byUse.slice(0, 3)) tellRoom(world, name, 0)
      await world.settle()
      expect(await send(world, 900, 60_000)).toEqual(byUse.slice(3, 4))
    },
  )
})

describe('in performance_first a prompt', () => {
  const performing = { mode: 'performance_first' } as const

  test('waits for its cache as long as to read it elsewhere takes', async () => {
    const world = await open({ a: LIMIT, b: LIMIT }, performing)
    const [first = ''] = await send(world, 1, 20_000)
    world.account(first).serve(1)
    world.account(first).cool(900)
    await world.settle()
    expect(await send(world, 2, 20_000)).toEqual([])
    await world.advance(901)
    expect(holders(world, 2)).toEqual([first])
    world.account(first).serve(2)
    world.account(first).cool(1_900)
    await world.settle()
    const [elsewhere] = await send(world, 3, 20_000)
    expect([elsewhere, first].toSorted()).toEqual(['a', 'b'])
  })

  test('that nobody has room for in time is not sent, and hears when there will be', async () => {
    const world = await open({ a: 5_000 }, { ...performing, args: { maxWaitMs: 10_000 } })
    expect(await send(world, 1, 20_000)).toEqual([])
    expect(world.replies.all).toMatchObject([
      { type: 'failed', code: 'no_room', status: 429, retryAfterMs: 30_000 },
    ])
  })
})

test('a receipt says that a request waits for room', async () => {
  const world = await open({ a: 10_000 })
  await send(world, 1, 20_000)
  const receipt = await world.receipt('request-1')
  expect(receipt?.steps).toMatchObject([
    { type: 'waiting', detail: 'for room in the limit of tokens, 20000 ms' },
  ])
})
