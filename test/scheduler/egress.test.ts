import { describe, expect, test } from 'bun:test'
import { openSchedulerWorld, routable, schedulable } from '../support/scheduler-world.ts'

const egress = { proxyUrl: 'http://127.0.0.1:3128', proxyUsername: '', proxyPassword: '' }
const pooled = schedulable({ awaitsEgress: true })
const account = pooled.id

describe('an account whose way out the proxy pool tells', () => {
  test('is not started before it has been told', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    const before = world.account('a').starts
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    expect([before, world.account('a').starts]).toEqual([0, 1])
  })

  test('serves those who have waited for it', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    world.dispatch()
    await world.settle()
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    expect(world.holders(1)).toEqual([account])
  })

  test('is neither started nor asked while it has none, and says why', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    world.egressChanged({ account, blocked: 'the proxy p is switched off', egress })
    world.dispatch()
    await world.settle()
    expect(world.account('a').starts).toBe(0)
    expect(world.replies.all).toMatchObject([
      {
        type: 'failed',
        code: 'no_account',
        message: expect.stringContaining('openai/a (the proxy p is switched off)'),
      },
    ])
    expect(await world.inspect(({ questions }) => questions.accounts)).toMatchObject({
      accounts: [{ id: account, blocked: 'the proxy p is switched off' }],
    })
  })

  test('ends what it has begun when it loses its way out, and gets nothing new', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.egressChanged({ account, blocked: 'no proxy', egress })
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect([world.holders(1), world.holders(2), world.account('a').isStopped]).toEqual([
      [account],
      [],
      false,
    ])
  })

  test('is not started on another thread while it has no way out', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled], nodes: ['one', 'two'] })
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    world.egressChanged({ account, blocked: 'no proxy', egress })
    world.nodesChanged([])
    world.nodeLost('one')
    world.nodeLost('two')
    world.addNode('three')
    world.nodesChanged(['three'])
    await world.advance(60_000)
    expect(world.account('a').starts).toBe(1)
  })

  test('is asked no more from when the pool gets the say until it speaks', async () => {
    const world = await openSchedulerWorld()
    world.reconfigure({ accounts: [pooled] })
    world.dispatch({ exchange: 1 })
    await world.settle()
    world.egressChanged({ account, blocked: '', egress })
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect([world.holders(1), world.holders(2)]).toEqual([[], [account]])
  })

  test('is never told to go another way than its last one while it has none', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    world.egressChanged({ account, blocked: 'no proxy', egress: pooled.egress })
    world.reconfigure({ accounts: [{ ...pooled, priority: 3 }] })
    await world.settle()
    expect(world.account('a').proxyUrl).toBe(egress.proxyUrl)
  })

  test('is not asked for its models while it has none', async () => {
    const channels = [routable({ models: [] })]
    const world = await openSchedulerWorld({ accounts: [pooled], args: { channels } })
    world.egressChanged({ account, blocked: '', egress })
    await world.settle()
    const before = world.account('a').discoveries
    world.egressChanged({ account, blocked: 'no proxy', egress })
    world.reconfigure({ channels, accounts: [{ ...pooled, priority: 3 }] })
    await world.advance(7_200_000)
    expect([before, world.account('a').discoveries]).toEqual([1, 1])
  })

  test('keeps it over other changes of its settings', async () => {
    const world = await openSchedulerWorld({ accounts: [pooled] })
    world.egressChanged({ account, blocked: '', egress })
    world.reconfigure({ accounts: [{ ...pooled, priority: 3 }] })
    world.dispatch()
    await world.settle()
    expect(world.holders(1)).toEqual([account])
  })
})

test('an account that gets its way out while threads come up is not put on the first of them', async () => {
  const world = await openSchedulerWorld({
    accounts: ['a', 'b', 'c', 'd'].map((name) => ({ ...pooled, id: `openai/${name}` })),
    args: { threads: 2 },
    nodes: ['one', 'two'],
    isIdle: true,
  })
  world.nodesChanged(['one'])
  for (const name of ['a', 'b', 'c', 'd'])
    world.egressChanged({ account: `openai/${name}`, blocked: '', egress })
  await world.settle()
  expect(world.accounts.size).toBe(0)
  world.nodesChanged(['one', 'two'])
  await world.settle()
  expect(Array.from(world.accounts.values(), ({ starts }) => starts)).toEqual([1, 1, 1, 1])
})

test('the pool has no say in the way out of other accounts', async () => {
  const world = await openSchedulerWorld()
  world.egressChanged({ account, blocked: 'no proxy', egress })
  world.dispatch()
  await world.settle()
  expect(world.holders(1)).toEqual([account])
})

test('the requests in flight are told by account', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  world.dispatch({ exchange: 1 })
  await world.settle()
  const [holder = ''] = world.holders(1)
  expect(await world.loads()).toEqual({ [holder]: 1 })
})

test('an account that did not reach its upstream is told of, where a proxy may be why', async () => {
  const world = await openSchedulerWorld({ accounts: [pooled] })
  world.egressChanged({ account, blocked: '', egress })
  await world.settle()
  for (const [exchange, upstreamStatus] of [500, 0].entries()) {
    world.dispatch({ exchange })
    await world.settle()
    const failed = { kind: 'transient', code: 'upstream_unreachable', upstreamStatus } as const
    world.account('a').settle(exchange, { outcome: 'failed', isCommitted: true, ...failed })
    await world.settle()
  }
  expect(world.notices).toEqual([
    { type: 'notice', event: 'upstream-unreached', account, reason: 'upstream_unreachable' },
  ])
})

test('an account that no proxy pool has the say of is no news when it does not reach its upstream', async () => {
  const world = await openSchedulerWorld()
  world.dispatch()
  await world.settle()
  world.account('a').settle(1, { outcome: 'failed', kind: 'transient', upstreamStatus: 0 })
  await world.settle()
  expect(world.notices).toEqual([])
})
