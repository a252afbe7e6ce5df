import { describe, expect, test } from 'bun:test'
import type { ModeName } from '../../src/scheduler/messages.ts'
import { openSchedulerWorld } from '../support/scheduler-world.ts'
import { holders, LARGE, open, refuse, send, SMALL, tellLimit } from './oversize.ts'

const everyMode: readonly ModeName[] = [
  'balance',
  'cache_first',
  'performance_first',
  'sticky_no_cache',
  'round_robin_with_cache',
  'round_robin_no_cache',
]

describe('a prompt that is longer than a whole limit', () => {
  test.each(everyMode)('goes to the one account of a larger limit in %s', async (mode) => {
    const small = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, SMALL]))
    const world = await open({ ...small, z: LARGE }, { mode })
    for (const exchange of [1, 2, 3]) expect(await send(world, exchange, 36_000)).toEqual(['z'])
  })

  test('goes to one whose limit nobody knows before one whose limit is too small', async () => {
    const world = await open({ a: SMALL, b: SMALL, c: 0 }, { mode: 'sticky_no_cache' })
    expect(await send(world, 1, 36_000)).toEqual(['c'])
  })

  test('waits for a slot of the larger one rather than ask the others in vain', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    expect(await send(world, 2, 36_000)).toEqual([])
    expect(await send(world, 3, 1_000)).toEqual(['a'])
    world.account('a').serve(3)
    await world.settle()
    expect(holders(world, 2)).toEqual([])
    world.account('z').serve(1)
    await world.settle()
    expect(holders(world, 2)).toEqual(['z'])
  })

  test('holds up nobody who fits in, wherever it stands', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    expect(await send(world, 2, 10)).toEqual(['a'])
    for (const [exchange, tokens] of [
      [3, 36_000],
      [4, 10],
    ] as const)
      expect(await send(world, exchange, tokens)).toEqual([])
    world.account('a').serve(2)
    await world.settle()
    expect([holders(world, 3), holders(world, 4)]).toEqual([[], ['a']])
  })

  test('holds up nobody either where the limit becomes known while it waits', async () => {
    const world = await open({ a: 0, z: 0 }, { maxConcurrency: 1, mode: 'sticky_no_cache' })
    for (const exchange of [1, 2, 3, 4, 5])
      await send(world, exchange, exchange === 4 ? 36_000 : 10)
    world.account('z').change({ ...world.account('z').status })
    await world.settle()
    tellLimit(world, 'a', SMALL)
    await world.settle()
    for (const exchange of [1, 3]) {
      world.account('a').serve(exchange)
      await world.settle()
    }
    expect([holders(world, 4), holders(world, 5)]).toEqual([[], ['a']])
  })

  test('goes by the limit that is just too small for it', async () => {
    const world = await open({ a: SMALL, b: 60_000, z: LARGE }, { mode: 'sticky_no_cache' })
    const asked = [10, 36_000, 70_000, 10]
    const served: string[] = []
    for (const [exchange, tokens] of asked.entries()) {
      const [name = ''] = await send(world, exchange + 1, tokens)
      served.push(name)
      world.account(name).serve(exchange + 1)
      await world.settle()
    }
    expect(served).toEqual(['a', 'b', 'z', 'a'])
  })

  test('goes by the limits of the accounts that there are, once these are others', async () => {
    const world = await open({ a: 0, b: SMALL, c: 0 }, { mode: 'sticky_no_cache' })
    await send(world, 1, 36_000)
    world.account('a').serve(1)
    await world.settle()
    world.reconfigure({ accounts: ['b', 'c'].map(world.settingsOf) })
    for (const exchange of [2, 3]) expect(await send(world, exchange, 36_000)).toEqual(['c'])
  })

  test('is asked for at a small one when no larger one can serve in time: its length is a guess', async () => {
    const world = await open({ a: SMALL, z: LARGE })
    world.account('z').cool(600_000)
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test.each([
    ['at once where it is far longer than all limits', 90_000, ['a']],
    ['when all is free where it is a little longer', 31_000, []],
  ] as const)('is asked for %s', async (_name, tokens, holder) => {
    const world = await openSchedulerWorld()
    tellLimit(world, 'a', SMALL, { left: 0, fullAt: world.simulation.clock.now() + 50_000 })
    await world.settle()
    expect(await send(world, 1, tokens)).toEqual([...holder])
    await world.advance(50_001)
    expect(holders(world, 1)).toEqual(['a'])
  })

  test('may go anywhere where what is cached is left out of the limit: nobody can guess it', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'z'], mode: 'sticky_no_cache' })
    for (const [name, limit] of [
      ['a', SMALL],
      ['z', LARGE],
    ] as const)
      tellLimit(world, name, limit, { countsCached: false })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test('by another model’s limit is nothing', async () => {
    const world = await open({ a: LARGE, b: SMALL, z: 0 }, { mode: 'sticky_no_cache' })
    const { status } = world.account('a')
    const other = status.rooms.map((room) => ({ ...room, model: 'another', limit: SMALL }))
    world.account('a').change({ ...status, rooms: [...other, ...status.rooms] })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test('takes its session along to the larger account', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { mode: 'cache_first' })
    const holder = async (exchange: number, tokens: number) => {
      const [name = ''] = await send(world, exchange, tokens, 'talk')
      world.account(name).serve(exchange)
      return name
    }
    world.account('z').cool(1_000)
    await world.settle()
    expect(await holder(1, 1_000)).toBe('a')
    await world.advance(2_000)
    expect([await holder(2, 2_000), await holder(3, 36_000), await holder(4, 2_000)]).toEqual([
      'a',
      'z',
      'z',
    ])
  })
})

test('a decision says of each account that is too small for the prompt that it is', async () => {
  const world = await open({ a: SMALL, z: LARGE })
  await send(world, 1, 36_000)
  const notes = async (exchange: number) =>
    (await world.receipt(`request-${exchange}`))?.candidates.map(({ refusal }) => refusal)
  const reason = 'the prompt is larger than its whole limit of 30000 tokens'
  expect(await notes(1)).toEqual([`${reason}, as far as its length tells`, ''])
  tellLimit(world, 'z', 36_000)
  await world.settle()
  await refuse(world, 1, 36_278)
  expect(await notes(1)).toEqual([reason, expect.stringContaining('limit of 36000 tokens')])
  expect((await world.receipt('request-1'))?.steps).toMatchObject([
    {
      type: 'offered',
      detail:
        'accounts are left out whose whole limit is less than its 36000 tokens, which its length tells',
    },
    { type: 'failed', detail: '429 too_large (rate_limit_exceeded)' },
    { type: 'failed', detail: 'request_too_large' },
  ])
})
