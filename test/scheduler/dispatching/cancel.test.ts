import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld } from '../../support/scheduler-world.ts'

const begun = async (accounts: readonly string[] = ['a', 'b']) => {
  const world = await openSchedulerWorld({ accounts, maxConcurrency: 1 })
  world.dispatch({ exchange: 1 })
  await world.settle()
  const [id = ''] = world.holders(1)
  return { world, holder: world.account(id) }
}

const ending = async (world: Awaited<ReturnType<typeof begun>>['world']) =>
  (await world.receipt('request-1'))?.steps.at(-1)

describe('a client that leaves', () => {
  test('while it waits gives up its place', async () => {
    const { world, holder } = await begun(['a'])
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.cancel(2)
    await world.settle()
    holder.serve(1)
    await world.settle()
    expect([world.holders(2), world.replies.all]).toEqual([[], []])
    expect((await world.receipt('request-2'))?.steps.at(-1)).toMatchObject({ type: 'cancelled' })
  })

  test('before the first event is told to its account', async () => {
    const { world, holder } = await begun()
    world.cancel(1)
    await world.settle()
    expect(holder.cancels).toEqual([1])
    expect(await ending(world)).toMatchObject({ type: 'ended', detail: 'cancelled' })
  })

  test('within its stream is told to its account', async () => {
    const { world, holder } = await begun()
    holder.commit(1)
    await world.settle()
    world.cancel(1)
    await world.settle()
    expect([holder.cancels, world.replies.all]).toEqual([[1], []])
  })

  test.each(['fail', 'decline', 'lost'] as const)(
    'is not asked for anywhere else, whatever its account still says: %s',
    async (last) => {
      const { world, holder } = await begun()
      // Said before the cancel arrives.
      if (last === 'fail') holder.fail(1)
      if (last === 'decline') holder.decline(1, 'cooling')
      if (last === 'lost') holder.start()
      world.cancel(1)
      await world.settle()
      const tried = [...world.accounts.values()].flatMap(({ orders }) => orders)
      // Either the cancel came first, or the one who took over has heard of it.
      expect([world.holders(1), world.replies.all]).toEqual([[], []])
      expect(tried.length).toBeLessThanOrEqual(2)
    },
  )

  test('twice before its account declines has made no attempt', async () => {
    const { world, holder } = await begun()
    holder.isDeaf = true
    world.cancel(1)
    world.cancel(1)
    await world.settle()
    holder.decline(1, 'no-free-slot')
    await world.settle()
    expect([holder.cancels, await world.receipt('request-1')]).toMatchObject([[1], { attempts: 0 }])
  })

  test('twice, or after its end, changes nothing', async () => {
    const { world, holder } = await begun()
    holder.serve(1)
    await world.settle()
    world.cancel(1)
    world.cancel(1)
    world.cancel(99)
    await world.settle()
    expect([holder.cancels, world.replies.all]).toEqual([[], []])
  })
})
