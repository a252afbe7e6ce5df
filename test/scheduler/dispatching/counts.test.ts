import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, routable } from '../../support/scheduler-world.ts'

const count = { protocol: 'anthropic', operation: 'count-tokens', isStreaming: false } as const

const counting = routable({
  speaks: [
    { protocol: 'anthropic', operation: 'generate' },
    { protocol: 'anthropic', operation: 'count-tokens' },
  ],
})

const openWorld = (accounts: readonly string[] = ['a'], maxConcurrency = 0) =>
  openSchedulerWorld({ accounts, maxConcurrency, args: { channels: [counting] } })

const reasons = ({ counts }: Awaited<ReturnType<typeof openWorld>>): readonly string[] =>
  counts.all.map(({ reason }) => reason)

test('a count goes to an account where one counts', async () => {
  const world = await openWorld()
  world.dispatch(count)
  await world.settle()
  expect([world.holders(1), world.counts.all]).toEqual([['openai/a'], []])
})

describe('a count is made here', () => {
  test('where no channel of the model counts, without any account', async () => {
    const world = await openSchedulerWorld({ accounts: [] })
    world.dispatch(count)
    await world.settle()
    expect(world.counts.all).toMatchObject([
      { exchange: 1, body: '{"model":"m"}', channel: 'openai', upstreamModel: 'm', attempts: 0 },
    ])
    expect(reasons(world)).toEqual(['the channel openai has no counter'])
  })

  test('at once while every account rests', async () => {
    const world = await openWorld()
    world.account('a').cool(5_000)
    await world.settle()
    world.dispatch(count)
    await world.settle()
    expect(reasons(world)).toEqual(['no account of openai could be asked (all_accounts_busy)'])
  })

  test('at once while every slot is in use', async () => {
    const world = await openWorld(['a'], 1)
    world.dispatch({ ...count, operation: 'generate', exchange: 1 })
    await world.settle()
    world.dispatch({ ...count, exchange: 2 })
    await world.settle()
    expect([world.counts.all.map(({ exchange }) => exchange), world.holders(2)]).toEqual([[2], []])
  })

  test('when every account is out', async () => {
    const world = await openWorld()
    world.account('a').leave()
    await world.settle()
    world.dispatch(count)
    await world.settle()
    expect(reasons(world)).toEqual(['no account of openai could be asked (no_account)'])
  })

  test('when two attempts have failed, whoever else could be asked', async () => {
    const world = await openWorld(['a', 'b', 'c'])
    world.dispatch(count)
    for (const kind of ['rate_limited', 'transient'] as const) {
      await world.settle()
      const [holder = ''] = world.holders(1)
      world.account(holder).fail(1, kind)
    }
    await world.settle()
    expect(world.counts.all).toMatchObject([{ exchange: 1, attempts: 2 }])
  })

  test('when the upstream has no counter, without asking another account', async () => {
    const world = await openWorld(['a', 'b'])
    world.dispatch(count)
    await world.settle()
    const [holder = ''] = world.holders(1)
    world
      .account(holder)
      .settle(1, { outcome: 'failed', kind: 'client', code: 'no_counter', status: 400 })
    await world.settle()
    expect(reasons(world)).toEqual(['the upstream of openai did not count it'])
    expect(world.counts.all).toMatchObject([{ attempts: 1 }])
  })
})

test('a count that its upstream refuses for what it says is refused', async () => {
  const world = await openWorld()
  world.dispatch(count)
  await world.settle()
  world.account('a').fail(1, 'client')
  await world.settle()
  expect([world.counts.all, world.replies.count('failed')]).toEqual([[], 1])
})

test('a client that leaves before its count is made hears nothing, and nothing is left of it', async () => {
  const world = await openWorld()
  world.dispatch(count)
  await world.settle()
  world.cancel(1)
  await world.settle()
  expect([world.counts.all, world.replies.all, world.holders(1)]).toEqual([[], [], []])
})

test('anything else waits where a count would not', async () => {
  const world = await openWorld()
  world.account('a').cool(5_000)
  await world.settle()
  world.dispatch({ ...count, operation: 'generate' })
  await world.advance(6_000)
  expect([world.counts.all, world.holders(1)]).toEqual([[], ['openai/a']])
})
