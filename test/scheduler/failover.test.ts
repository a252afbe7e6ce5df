import { describe, expect, test } from 'bun:test'
import type { FailureKind } from '../../src/ir/failure.ts'
import { openSchedulerWorld, routable, schedulable } from '../support/scheduler-world.ts'

/** The account that has the exchange now. */
const holder = (world: Awaited<ReturnType<typeof openSchedulerWorld>>, exchange = 1) => {
  const [id = 'openai/nobody'] = world.holders(exchange)
  return world.account(id)
}

describe('an exchange whose attempt failed before the client saw anything', () => {
  test.each<[FailureKind, number]>([
    ['transient', 1_000],
    ['overloaded', 5_000],
    ['rate_limited', 30_000],
    ['quota', 3_600_000],
    ['auth', 300_000],
  ])('(%s) goes to another account at the same instant', async (kind, coolMs) => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    const first = holder(world)
    first.fail(1, kind, coolMs)
    await world.settle()
    const second = holder(world)
    expect([first.id, second.id].toSorted()).toEqual(['openai/a', 'openai/b'])
    expect(second.orders[0]).toMatchObject({ attempt: 2, body: '{"model":"m"}' })
    expect([world.simulation.clock.monotonic(), world.replies.all.length]).toEqual([0, 0])
  })

  test('goes on at once in cache_first as well, for a session that is bound by it', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], mode: 'cache_first' })
    world.dispatch({ session: 's' })
    await world.settle()
    holder(world).fail(1, 'rate_limited', 30_000)
    await world.settle()
    expect(world.holders(1)).toHaveLength(1)
  })

  test('prefers an account that it has not tried, although the tried one could serve', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch({ session: 's' })
    await world.settle()
    const first = holder(world)
    first.fail(1)
    await world.settle()
    expect(holder(world).id).not.toBe(first.id)
  })

  test('is tried twice at one account, and then fails with what it met', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await world.settle()
      world.account('a').fail(1)
    }
    await world.settle()
    expect(world.account('a').orders.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(world.replies.all).toMatchObject([
      { type: 'failed', exchange: 1, code: 'scripted_transient', status: 502, attempts: 2 },
    ])
  })

  test.each([
    ['tells', { retryAfterMs: 2_000 }],
    ['does not tell', {}],
  ])(
    'that met a limit is tried again when it is over, until eight more have been met: the upstream %s its end',
    async (_, limit) => {
      const world = await openSchedulerWorld({ args: { maxWaitMs: 600_000 } })
      world.dispatch()
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        await world.advance(2_000)
        world.account('a').cool(2_000, world.account('a').inFlight.get(1)?.model ?? '')
        world
          .account('a')
          .settle(1, { outcome: 'failed', kind: 'rate_limited', code: 'x', ...limit })
      }
      await world.settle()
      expect(world.account('a').orders).toHaveLength(10)
      expect(world.replies.all).toMatchObject([{ type: 'failed', attempts: 10 }])
    },
  )

  test('stops after eight broken attempts: then it is not the accounts', async () => {
    const accounts = Array.from({ length: 12 }, (_, index) => `a${index}`)
    const world = await openSchedulerWorld({ accounts })
    for (const name of accounts)
      world.account(name).onOrder = ({ exchange }) => world.account(name).fail(exchange)
    world.dispatch()
    await world.settle()
    expect(world.replies.all).toMatchObject([{ type: 'failed', attempts: 8 }])
  })

  test('of a request at fault is not tried anywhere else', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    holder(world).fail(1, 'client')
    await world.settle()
    expect(world.replies.all).toMatchObject([{ type: 'failed', status: 400, attempts: 1 }])
  })

  test('at an account that is out now goes elsewhere, and later ones never go there', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    const refused = holder(world)
    refused.leave()
    refused.fail(1, 'auth')
    for (let exchange = 2; exchange < 12; exchange += 1) world.dispatch({ exchange })
    await world.settle()
    expect(refused.orders).toHaveLength(1)
    expect(holder(world).inFlight.size).toBe(11)
  })

  test('is told to have failed where it was tried last, of two channels that list its model', async () => {
    const world = await openSchedulerWorld({
      accounts: [
        schedulable({ id: 'one/a', channel: 'one', priority: 0 }),
        schedulable({ id: 'two/b', channel: 'two', priority: 1 }),
      ],
      args: { channels: [routable({ id: 'one' }), routable({ id: 'two' })] },
    })
    world.dispatch()
    for (const _ of [1, 2, 3, 4]) {
      await world.settle()
      holder(world).fail(1)
    }
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { type: 'failed', account: 'two/b', channel: 'two', upstreamModel: 'm' },
    ])
  })

  test('fails in our words when nobody is left but accounts that were refused', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').leave()
    world.account('a').fail(1, 'auth')
    await world.settle()
    const [reply] = world.replies.all
    expect(reply).toMatchObject({ type: 'failed', code: 'no_account', status: 503 })
    expect(JSON.stringify(reply)).not.toContain('org-secret')
  })
})

describe('an exchange whose client has seen output', () => {
  test('stays with its account, whatever becomes of it', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    const served = holder(world)
    served.commit(1)
    served.settle(1, { outcome: 'failed', isCommitted: true, kind: 'transient', code: 'cut' })
    await world.settle()
    expect([world.holders(1), world.replies.all]).toEqual([[], []])
  })
})

describe('an order that is declined', () => {
  test('goes to the next in the order of the same decision', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c'] })
    world.dispatch()
    await world.settle()
    const first = holder(world)
    first.cool(30_000)
    first.decline(1, 'cooling')
    await world.settle()
    expect(holder(world).id).not.toBe(first.id)
    holder(world).serve(1)
    await world.settle()
    const steps = (await world.receipt('request-1'))?.steps
    expect(steps?.map(({ type }) => type)).toEqual(['offered', 'declined', 'offered', 'ended'])
  })

  test('because of a rest nobody knew of was no try: the account serves it afterwards', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    for (let turn = 0; turn < 5; turn += 1) {
      await world.settle()
      world.account('a').cool(1_000)
      world.account('a').decline(1, 'cooling')
      await world.advance(1_000)
    }
    expect(world.holders(1)).toEqual(['openai/a'])
  })

  test('for want of a slot is not asked for ever', async () => {
    const world = await openSchedulerWorld()
    world.account('a').onOrder = ({ exchange }) =>
      world.account('a').decline(exchange, 'no-free-slot')
    world.dispatch()
    await world.settle()
    expect(world.account('a').orders).toHaveLength(2)
    expect(world.replies.all).toMatchObject([{ type: 'failed', status: 503 }])
  })

  test('was no attempt, at nobody, and binds no session', async () => {
    const world = await openSchedulerWorld({ args: { maxWaitMs: 0 } })
    world.dispatch({ session: 's' })
    await world.settle()
    world.account('a').leave()
    world.account('a').decline(1, 'out')
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'no_account', attempts: 0, account: '' }])
    expect((await world.inspect(({ questions }) => questions.sessions))?.bindings).toEqual([])
  })

  test('when the time for an answer is over is given to nobody else', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch({ timeoutMs: 5_000 })
    await world.settle()
    const first = holder(world)
    await world.advance(5_000)
    first.decline(1, 'cooling')
    await world.settle()
    expect(world.holders(1)).toEqual([])
    expect(world.replies.all).toMatchObject([{ code: 'request_timeout' }])
  })

  test('leaves its slot to those who wait for another model', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch({ exchange: 1, model: 'm' })
    world.dispatch({ exchange: 2, model: 'n' })
    await world.settle()
    world.account('a').cool(300_000, 'm')
    world.account('a').decline(1, 'cooling')
    await world.settle()
    expect([world.holders(1), world.holders(2)]).toEqual([[], ['openai/a']])
  })
})

describe('a request whose proofs of thoughts are refused', () => {
  const refuse = (world: Awaited<ReturnType<typeof openSchedulerWorld>>): void =>
    holder(world).settle(1, {
      outcome: 'failed',
      kind: 'client',
      code: 'proofs_refused',
      status: 400,
      upstreamStatus: 400,
      message: 'Invalid signature',
    })

  test('is asked again without them', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    refuse(world)
    await world.settle()
    expect(world.account('a').orders.map(({ dropsProofs }) => dropsProofs)).toEqual([false, true])
    expect(world.replies.all).toEqual([])
  })

  test('goes without them wherever it goes then', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c'] })
    world.dispatch()
    await world.settle()
    refuse(world)
    await world.settle()
    holder(world).fail(1)
    await world.settle()
    expect(holder(world).orders[0]).toMatchObject({ attempt: 3, dropsProofs: true })
  })

  test('is refused when that changes nothing', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    refuse(world)
    await world.settle()
    refuse(world)
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'proofs_refused', status: 400, attempts: 2 }])
  })
})
