import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, type SchedulerWorldOptions } from '../support/scheduler-world.ts'

const openWorld = (mode: NonNullable<SchedulerWorldOptions['mode']>) =>
  openSchedulerWorld({
    accounts: ['a', 'b', 'c'],
    mode,
    args: { preferredAccount: 'openai/b' },
  })

describe.each(['balance', 'cache_first', 'performance_first'] as const)(
  'the preferred account, in %s',
  (mode) => {
    test('serves whatever comes, also what belongs to a session', async () => {
      const world = await openWorld(mode)
      for (const exchange of [1, 2, 3, 4]) world.dispatch({ exchange, session: `s${exchange % 2}` })
      await world.settle()
      expect(world.account('b').inFlight.size).toBe(4)
    })

    test('is none that is no longer configured', async () => {
      const world = await openWorld(mode)
      world.reconfigure({
        accounts: ['a', 'c'].map((name) => world.settingsOf(name)),
        preferredAccount: 'openai/b',
      })
      world.dispatch()
      await world.settle()
      expect(['openai/a', 'openai/c']).toContain(String(world.holders(1)[0]))
    })

    test('is passed over while it rests, and for a request that it has failed', async () => {
      const world = await openWorld(mode)
      world.dispatch({ exchange: 1 })
      await world.settle()
      world.account('b').fail(1, 'transient')
      await world.settle()
      expect(world.holders(1)).not.toEqual(['openai/b'])
      world.account('b').cool(5_000)
      await world.settle()
      world.dispatch({ exchange: 2 })
      await world.settle()
      expect(world.holders(2)).not.toEqual(['openai/b'])
      await world.advance(5_000)
      world.dispatch({ exchange: 3 })
      await world.settle()
      expect(world.holders(3)).toEqual(['openai/b'])
    })
  },
)

test('no preferred account is none', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c'] })
  for (const exchange of [1, 2, 3]) world.dispatch({ exchange })
  await world.settle()
  expect(['a', 'b', 'c'].map((name) => world.account(name).inFlight.size)).toEqual([1, 1, 1])
})
