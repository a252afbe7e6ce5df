import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, routable, schedulable } from '../support/scheduler-world.ts'

const HOUR = 3_600_000

/** Their upstream is asked which models it lists. */
const openWorld = (count: number) => {
  const names = Array.from({ length: count }, (_, index) => `a${index}`)
  return openSchedulerWorld({ accounts: names, args: { channels: [routable({ models: [] })] } })
}

type World = Awaited<ReturnType<typeof openWorld>>

const asked = ({ accounts }: World): readonly number[] =>
  Array.from(accounts.values(), ({ discoveries }) => discoveries)

const lastMinuteOf = async (world: World) =>
  (await world.inspect(({ questions }) => questions.accounts))?.recurringWork

describe('the models of an account', () => {
  test('say who is asked for one of them, from the moment they are known', async () => {
    const world = await openWorld(2)
    world.dispatch({ exchange: 1, scope: 'openai' })
    world.dispatch({ exchange: 2, scope: 'openai' })
    await world.settle()
    world.account('a0').list(['m', 'n'])
    world.account('a1').list(['n'])
    await world.settle()
    for (const exchange of [3, 4, 5, 6]) world.dispatch({ exchange })
    await world.settle()
    const holders = [1, 2, 3, 4, 5, 6].flatMap((exchange) => world.holders(exchange))
    expect([holders.slice(0, 2).toSorted(), holders.slice(2)]).toEqual([
      ['openai/a0', 'openai/a1'],
      ['openai/a0', 'openai/a0', 'openai/a0', 'openai/a0'],
    ])
  })

  test('say so of a model as well that was asked for before they were known', async () => {
    const world = await openWorld(2)
    world.dispatch({ exchange: 1, scope: 'openai' })
    await world.settle()
    for (const id of world.holders(1)) world.account(id).serve(1)
    world.account('a1').list(['n'])
    await world.settle()
    world.dispatch({ exchange: 2, scope: 'openai' })
    await world.settle()
    world.account('a0').list(['m'])
    await world.settle()
    for (const exchange of [3, 4, 5]) world.dispatch({ exchange })
    await world.settle()
    const holders = [3, 4, 5].flatMap((exchange) => world.holders(exchange))
    expect(holders).toEqual(['openai/a0', 'openai/a0', 'openai/a0'])
  })

  test('say so when one more account has got a model that others still have not', async () => {
    const world = await openWorld(3)
    world.account('a0').list(['m'])
    for (const name of ['a1', 'a2']) world.account(name).list(['n'])
    await world.settle()
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.account('a1').list(['m', 'n'])
    await world.settle()
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect([1, 2].flatMap((exchange) => world.holders(exchange))).toEqual([
      'openai/a0',
      'openai/a1',
    ])
  })

  test('are asked for at once when it is new, of five accounts at once', async () => {
    const world = await openWorld(7)
    expect(asked(world)).toEqual([1, 1, 1, 1, 1, 0, 0])
    world.account('a0').list(['m'])
    world.account('a1').list([], 'no answer')
    await world.settle()
    expect(asked(world)).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  test('are asked for again every hour', async () => {
    const world = await openWorld(1)
    world.account('a0').list(['m'])
    await world.advance(HOUR - 1)
    expect(asked(world)).toEqual([1])
    await world.advance(1)
    expect(asked(world)).toEqual([2])
  })

  test('are asked for after a while when it has come back', async () => {
    const world = await openWorld(1)
    world.account('a0').list(['m'])
    await world.settle()
    world.account('a0').start()
    await world.advance(1_999)
    expect(asked(world)).toEqual([1])
    await world.advance(1)
    expect(asked(world)).toEqual([2])
  })

  test('are asked for at once when its settings have changed', async () => {
    const world = await openWorld(1)
    world.account('a0').list(['m'])
    await world.settle()
    world.reconfigure({ accounts: [schedulable({ id: 'openai/a0', secret: 'another' })] })
    await world.settle()
    expect(asked(world)).toEqual([2])
  })

  test('are not asked for any more when it has left the settings', async () => {
    const world = await openWorld(6)
    world.reconfigure({ accounts: [] })
    await world.advance(3 * HOUR)
    expect(asked(world)).toEqual([1, 1, 1, 1, 1, 0])
  })

  test('are asked for of others as soon as one that was asked is gone', async () => {
    const world = await openWorld(6)
    const others = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => world.settingsOf(name))
    world.reconfigure({ accounts: others, channels: [routable({ models: [] })] })
    await world.settle()
    expect(asked(world)).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('are asked for anew when what was asked before is lost', async () => {
    const world = await openWorld(1)
    world.account('a0').start()
    await world.settle()
    expect(asked(world)).toEqual([2])
  })

  test('are not asked for where they are configured', async () => {
    const channels = [routable({ models: ['m'] })]
    const world = await openSchedulerWorld({ accounts: ['a'], args: { channels } })
    await world.advance(3 * HOUR)
    expect(asked(world)).toEqual([0])
    expect(await lastMinuteOf(world)).toMatchObject({ accounts: 0, failures: 0 })
  })

  test('are not asked for while it has no way out', async () => {
    const accounts = [schedulable({ awaitsEgress: true })]
    const world = await openSchedulerWorld({
      accounts,
      args: { channels: [routable({ models: [] })] },
    })
    const [account, egress] = ['openai/a', { proxyUrl: '', proxyUsername: '', proxyPassword: '' }]
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    world.account('a').list(['m'])
    world.egressChanged({ account, blocked: 'no proxy', egress })
    await world.advance(3 * HOUR)
    expect(asked(world)).toEqual([1])
    expect(await lastMinuteOf(world)).toMatchObject({ accounts: 0, failures: 0 })
  })
})

describe('a list of models', () => {
  const listedBy = ({ views }: World): readonly string[] =>
    views.all.at(-1)?.channels.flatMap(({ cards }) => cards.map(({ id }) => id)) ?? []

  test('is as its upstream told it last', async () => {
    const world = await openWorld(1)
    world.account('a0').list(['m'])
    world.account('a0').list(['m'])
    await world.advance(100)
    expect(listedBy(world)).toEqual(['m'])
    world.account('a0').list(['n'])
    await world.advance(100)
    expect(listedBy(world)).toEqual(['n'])
  })

  test('stays as it was while its upstream does not answer', async () => {
    const world = await openWorld(1)
    world.account('a0').list(['m'])
    await world.settle()
    world.account('a0').list([], 'no answer')
    await world.advance(100)
    expect(listedBy(world)).toEqual(['m'])
  })

  test('is gone with its account, and there again with it', async () => {
    const world = await openWorld(1)
    const channels = [routable({ models: [] })]
    world.account('a0').list(['m'])
    await world.settle()
    world.reconfigure({ channels, accounts: [] })
    await world.advance(100)
    const meanwhile = listedBy(world)
    world.reconfigure({ channels, accounts: [world.settingsOf('a0')] })
    await world.advance(100)
    const unknown = listedBy(world)
    world.account('a0').list(['m'])
    await world.advance(100)
    expect([meanwhile, unknown, listedBy(world)]).toEqual([[], [], ['m']])
  })

  test.each([
    [[], ['n'], ['n']],
    [['n'], [], ['m', 'n']],
  ])(
    'that is as it was counts for other settings of the account (%j, then %j)',
    async (before, after, listed) => {
      const channels = [routable({ models: [] })]
      const [first, second] = [before, after].map((models) =>
        schedulable({ id: 'openai/a0', models }),
      )
      const world = await openSchedulerWorld({
        accounts: [first ?? ''],
        args: { channels },
      })
      world.account('a0').list(['m', 'n'])
      await world.settle()
      world.reconfigure({ channels, accounts: [second ?? schedulable()] })
      await world.settle()
      world.account('a0').list(['m', 'n'])
      await world.advance(100)
      expect(listedBy(world).toSorted()).toEqual(listed)
    },
  )
})

test('what was done in the last minute is counted: runs over all accounts, accounts, failures', async () => {
  const world = await openWorld(2)
  world.account('a0').list(['m'])
  world.account('a1').list([], 'no answer')
  await world.settle()
  expect(await lastMinuteOf(world)).toEqual({ runs: 0, accounts: 2, failures: 1 })
  await world.advance(60_000)
  expect(await lastMinuteOf(world)).toEqual({ runs: 0, accounts: 0, failures: 0 })
  await world.advance(HOUR - 60_000)
  expect(await lastMinuteOf(world)).toMatchObject({ runs: 1 })
})
