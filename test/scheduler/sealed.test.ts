import { describe, expect, test } from 'bun:test'
import { routable, schedulable } from '../support/scheduler-world.ts'
import { names, openWorld, speaks, thinking } from './stored.ts'

describe('a thought that one account has sealed', () => {
  test('leads there', async () => {
    const { world, dispatch, make } = await openWorld()
    const { id } = await make(['~tail'])
    for (let again = 0; again < 5; again += 1)
      expect(world.holders(await dispatch(thinking('~tail')))).toEqual([id])
  })

  test('is waited for there while that account only rests, or is busy', async () => {
    const { world, dispatch, make } = await openWorld({ maxConcurrency: 1 })
    const account = await make(['~tail'])
    account.cool(5_000)
    await world.settle()
    const [first, second] = [await dispatch(thinking('~tail')), await dispatch(thinking('~tail'))]
    await world.advance(4_999)
    expect([world.holders(first), world.holders(second)]).toEqual([[], []])
    await world.advance(1)
    expect([world.holders(first), world.holders(second)]).toEqual([[account.id], []])
    account.serve(first)
    await world.settle()
    expect(world.holders(second)).toEqual([account.id])
  })

  test('of another user leads nowhere, and tells nothing', async () => {
    const { world, dispatch, make } = await openWorld({ maxConcurrency: 1 })
    await make(['~tail'])
    const holders: string[] = []
    for (let turn = 0; turn < names.length; turn += 1)
      holders.push(...world.holders(await dispatch({ ...thinking('~tail'), user: 'eve' })))
    expect(holders.toSorted()).toEqual(names.map((name) => `openai/${name}`))
  })

  test('goes elsewhere when that account is refused within its request', async () => {
    const { world, dispatch, make, holderOf } = await openWorld()
    const account = await make(['~tail'])
    const exchange = await dispatch(thinking('~tail'))
    account.leave()
    account.fail(exchange, 'auth')
    await world.settle()
    expect(holderOf(exchange)).not.toBe(account.id)
  })

  test('goes to another channel when nobody else is at its own', async () => {
    const both = [routable({ speaks, models: ['m'] }), routable({ id: 'b', speaks, models: ['m'] })]
    const { world, dispatch, make } = await openWorld({
      accounts: [schedulable(), schedulable({ id: 'b/b', channel: 'b', priority: 1 })],
      args: { channels: both },
    })
    const account = await make(['~tail'])
    const exchange = await dispatch(thinking('~tail'))
    account.leave()
    account.fail(exchange, 'auth')
    await world.settle()
    expect([account.id, world.holders(exchange)]).toEqual(['openai/a', ['b/b']])
  })

  test('is known to be warm where it went, at whatever channel', async () => {
    const { world, dispatch, make, holderOf } = await openWorld({
      accounts: [
        schedulable(),
        ...['b/b', 'b/c'].map((id) => schedulable({ id, channel: 'b', priority: 1 })),
      ],
      args: {
        channels: ['openai', 'b'].map((id) =>
          routable({ id, speaks, models: ['m'], mode: 'cache_first' }),
        ),
      },
    })
    const account = await make(['~tail'])
    const prefixes = '300000 a:40000'
    const exchange = await dispatch({ ...thinking('~tail'), prefixes })
    account.leave()
    account.fail(exchange, 'auth')
    await world.settle()
    const holder = holderOf(exchange)
    world.account(holder).serve(exchange)
    await world.settle()
    expect(holderOf(await dispatch({ prefixes }))).toBe(holder)
  })

  test('goes elsewhere when that account leaves the settings and has to end another request', async () => {
    const { world, dispatch, make, remove, holderOf } = await openWorld({ maxConcurrency: 1 })
    const account = await make(['~tail'])
    await dispatch(thinking('~tail'))
    const waiting = await dispatch(thinking('~tail'))
    remove(account.id)
    await world.settle()
    expect(holderOf(waiting)).not.toBe(account.id)
  })

  test.each(['out', 'removed'] as const)(
    'goes elsewhere when that account is %s while it waits',
    async (how) => {
      const { world, dispatch, make, remove, holderOf } = await openWorld()
      const account = await make(['~tail'])
      account.cool(5_000)
      await world.settle()
      const exchange = await dispatch(thinking('~tail'))
      expect(world.holders(exchange)).toEqual([])
      if (how === 'out') account.leave()
      else remove(account.id)
      await world.settle()
      expect(holderOf(exchange)).not.toBe(account.id)
    },
  )

  test('holds nobody up when that account is out', async () => {
    const { world, dispatch, make, holderOf } = await openWorld()
    const account = await make(['~tail'])
    account.leave()
    await world.settle()
    expect(holderOf(await dispatch(thinking('~tail')))).not.toBe(account.id)
  })
})
