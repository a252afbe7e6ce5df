import { describe, expect, test } from 'bun:test'
import { noRules } from '../../src/ir/rules.ts'
import { channelSettings } from '../support/channels.ts'
import { openSchedulerWorld, routable, schedulable } from '../support/scheduler-world.ts'

/** Its upstream is asked. */
const unlisted = routable({ models: [], modelPatterns: ['*'] })

describe('an account that leaves the settings', () => {
  test('is stopped at once when it has nothing to do', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.reconfigure({ accounts: [schedulable({ id: 'openai/b' })] })
    await world.settle()
    expect([world.account('a').isStopped, world.account('b').isStopped]).toEqual([true, false])
  })

  test.each(['serve', 'decline', 'fail', 'cancel'] as const)(
    'ends what it has begun, gets nothing new, and is gone then (%s)',
    async (how) => {
      const world = await openSchedulerWorld({ args: { maxWaitMs: 1_000 } })
      world.dispatch({ exchange: 1 })
      await world.settle()
      world.reconfigure({ accounts: [] })
      world.dispatch({ exchange: 2 })
      await world.settle()
      expect([world.account('a').isStopped, world.holders(1), world.holders(2)]).toEqual([
        false,
        ['openai/a'],
        [],
      ])
      if (how === 'serve') world.account('a').serve(1)
      if (how === 'decline') world.account('a').decline(1, 'out')
      if (how === 'fail') world.account('a').fail(1)
      if (how === 'cancel') world.cancel(1)
      await world.settle()
      expect(world.account('a').isStopped).toBe(true)
    },
  )
})

describe('an account that leaves the settings and is back before its actor has stopped', () => {
  test.each([1, 2, 3, 4])(
    'is used as soon as that has stopped, and nobody hears of trouble (%d)',
    async (seed) => {
      const world = await openSchedulerWorld({ seed })
      for (const accounts of [[], [schedulable()], [], [schedulable()]])
        world.reconfigure({ accounts })
      world.dispatch()
      await world.settle()
      expect([world.holders(1), world.notices]).toEqual([['openai/a'], []])
    },
  )

  test.each([1, 2, 3, 4])('is not there if it has left again by then (%d)', async (seed) => {
    const world = await openSchedulerWorld({ seed })
    for (const accounts of [[], [schedulable()], []]) world.reconfigure({ accounts })
    await world.advance(10_000)
    expect([world.account('a').isStopped, world.notices]).toEqual([true, []])
  })

  test.each([1, 2, 3, 4])('is as new, whatever it is still told of before (%d)', async (seed) => {
    const world = await openSchedulerWorld({ seed })
    world.account('a').leave()
    world.reconfigure({ accounts: [] })
    world.reconfigure({ accounts: [schedulable({ secret: 'sk-new' })] })
    world.dispatch()
    await world.settle()
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test('is started in another thread when its own is lost meanwhile', async () => {
    const world = await openSchedulerWorld({ nodes: ['thread-1', 'thread-2'] })
    world.nodesChanged(['thread-1'])
    world.reconfigure({ accounts: [] })
    world.reconfigure({})
    world.nodeLost('thread-1')
    world.nodeLost('thread-2')
    world.addNode('thread-3')
    world.nodesChanged(['thread-3'])
    await world.settle()
    expect([world.account('a').starts, world.notices]).toEqual([2, []])
  })
})

describe('an account that has left the settings and starts again with requests in flight', () => {
  test.each([
    ['its channel still there', [routable()]],
    ['its channel gone as well', []],
  ])('leaves them to others, and is gone (%s)', async (_name, channels) => {
    const world = await openSchedulerWorld()
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.reconfigure({ accounts: [], channels })
    await world.settle()
    world.account('a').start()
    await world.settle()
    expect(world.replies.all).toMatchObject([{ exchange: 1, type: 'failed' }])
    expect(world.account('a').isStopped).toBe(true)
    const seen = await world.inspect(({ questions }) => questions.accounts)
    expect(seen?.accounts).toEqual([])
  })
})

describe('new settings', () => {
  test('let those who wait go to an account that has come', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    world.dispatch({ exchange: 2 })
    await world.settle()
    const accounts = ['a', 'b'].map((name) =>
      schedulable({ id: `openai/${name}`, maxConcurrency: 1 }),
    )
    world.reconfigure({ accounts })
    await world.settle()
    expect([...world.holders(1), ...world.holders(2)].toSorted()).toEqual(['openai/a', 'openai/b'])
  })

  test('let those who wait go to an account that may do more now', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch({ exchange: 1 })
    world.dispatch({ exchange: 2 })
    await world.settle()
    world.reconfigure({ accounts: [schedulable({ maxConcurrency: 2 })] })
    await world.settle()
    expect(world.account('a').inFlight.size).toBe(2)
  })

  test('with another key bring back an account that was out', async () => {
    const world = await openSchedulerWorld()
    world.account('a').leave()
    await world.settle()
    world.reconfigure({ accounts: [schedulable({ secret: 'sk-new' })] })
    world.dispatch()
    await world.settle()
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test('with another address bring one back as well, whatever else of it they change', async () => {
    const world = await openSchedulerWorld()
    world.account('a').leave()
    await world.settle()
    const settings = channelSettings({ id: 'openai', baseUrl: 'http://elsewhere.example' })
    world.reconfigure({
      channels: [{ ...routable(), settings }],
      accounts: [schedulable({ weight: 2 })],
    })
    world.dispatch()
    await world.settle()
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test.each([
    ['its address', { settings: channelSettings({ baseUrl: 'http://elsewhere.example' }) }],
    [
      'how its requests are treated',
      { rules: { ...noRules, thoughtTags: { open: '<t>', close: '</t>' } } },
    ],
  ])('of a channel (%s) are told to its accounts, and to no others', async (_what, change) => {
    const accounts = ['openai/a', 'other/b'].map((id) =>
      schedulable({ id, channel: id.split('/')[0] ?? '' }),
    )
    const other = routable({ id: 'other' })
    const world = await openSchedulerWorld({ accounts, args: { channels: [routable(), other] } })
    world.reconfigure({ channels: [{ ...routable(), ...change }, other] })
    await world.settle()
    const told = accounts.map(({ id }) => world.account(id).reconfigurations)
    expect(told).toEqual([1, 0])
  })

  test('that bring an account back while it ends what it had begun have it asked for its models again', async () => {
    const world = await openSchedulerWorld({ args: { channels: [unlisted] } })
    const account = world.account('a')
    account.list(['m'])
    world.dispatch()
    await world.settle()
    world.reconfigure({ channels: [unlisted], accounts: [] })
    await world.settle()
    const { discoveries } = account
    world.reconfigure({ channels: [unlisted] })
    await world.settle()
    expect([account.isStopped, account.discoveries]).toEqual([false, discoveries + 1])
  })

  test('without the channel refuse what comes, and leave what is under way', async () => {
    const world = await openSchedulerWorld()
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.reconfigure({ channels: [routable({ id: 'other' })], accounts: [] })
    world.dispatch({ exchange: 2, scope: 'openai' })
    await world.settle()
    expect(world.replies.all).toMatchObject([{ exchange: 2, code: 'channel_not_found' }])
    expect(world.holders(1)).toEqual(['openai/a'])
  })
})
