import { describe, expect, test } from 'bun:test'
import { SessionEvents, type SessionEvent } from '../../../src/scheduler/session/session-events.ts'
import { openSchedulerWorld, schedulable } from '../../support/scheduler-world.ts'

const event = (session: string): SessionEvent => ({
  at: 0,
  action: 'bound_new_session',
  session,
  boundAccount: '',
  selectedAccount: 'a',
  model: 'm',
  restMs: 0,
  maxWaitMs: 0,
})

describe('the events of sessions', () => {
  test('are told in the order in which they happened', () => {
    const events = new SessionEvents()
    for (const session of ['one', 'two']) events.add(event(session))
    expect(events.list().map(({ session }) => session)).toEqual(['one', 'two'])
  })

  test('are the latest 256', () => {
    const events = new SessionEvents()
    for (let index = 0; index < 300; index += 1) events.add(event(`${index}`))
    const told = events.list().map(({ session }) => session)
    expect([told.length, told[0], told.at(-1)]).toEqual([256, '44', '299'])
  })
})

const accounts = ['a', 'b'].map((name) => schedulable({ id: `openai/${name}`, maxConcurrency: 1 }))

/** A session that is bound, its account, and what was told of it since. */
const openSession = async () => {
  const world = await openSchedulerWorld({ accounts, args: { maxWaitMs: 60_000 } })
  let exchange = 0
  const ask = async (): Promise<string> => {
    exchange += 1
    world.dispatch({ exchange, session: 's' })
    await world.settle()
    return world.holders(exchange)[0] ?? 'nobody'
  }
  const serve = async (): Promise<string> => {
    const id = await ask()
    world.account(id).serve(exchange)
    await world.settle()
    return id
  }
  const bound = await serve()
  return {
    world,
    bound,
    ask,
    serve,
    told: async () => {
      const seen = await world.inspect(({ questions }) => questions.sessions)
      return seen?.events.slice(1).map(({ action, boundAccount, selectedAccount, restMs }) => ({
        action,
        isMoved: boundAccount !== '' && boundAccount !== selectedAccount,
        restMs,
      }))
    },
    boundTo: async () =>
      (await world.inspect(({ questions }) => questions.sessions))?.bindings.map(
        ({ account }) => account,
      ),
  }
}

describe('what becomes of a session is told', () => {
  test('that another serves during a short rest and the binding stays, then that it is used again', async () => {
    const { world, bound, serve, told, boundTo } = await openSession()
    world.account(bound).cool(5_000)
    await world.settle()
    expect([(await serve()) === bound, await boundTo()]).toEqual([false, [bound]])
    await world.advance(5_000)
    expect(await serve()).toBe(bound)
    expect(await told()).toEqual([
      { action: 'kept_binding_short_wait', isMoved: true, restMs: 5_000 },
      { action: 'reused_bound_account', isMoved: false, restMs: 0 },
    ])
  })

  test('that it leaves an account that rests for longer than one would wait', async () => {
    const { world, bound, serve, told, boundTo } = await openSession()
    world.account(bound).cool(60_001)
    await world.settle()
    const other = await serve()
    expect([other === bound, await boundTo()]).toEqual([false, [other]])
    expect(await told()).toEqual([{ action: 'unbound_long_wait', isMoved: true, restMs: 60_001 }])
  })

  test('that another serves while its own is busy, and the binding stays', async () => {
    const { bound, ask, told, boundTo } = await openSession()
    expect([(await ask()) === bound, (await ask()) === bound]).toEqual([true, false])
    expect(await boundTo()).toEqual([bound])
    expect(await told()).toEqual([
      { action: 'reused_bound_account', isMoved: false, restMs: 0 },
      { action: 'kept_existing_binding_fallback_selected', isMoved: true, restMs: 0 },
    ])
  })

  test.each(['out', 'no longer configured'] as const)(
    'that it is bound anew when its account is %s',
    async (how) => {
      const { world, bound, serve, told, boundTo } = await openSession()
      if (how === 'out') world.account(bound).leave()
      else world.reconfigure({ accounts: accounts.filter(({ id }) => id !== bound) })
      await world.advance(100)
      expect(await boundTo()).toEqual([])
      expect(await serve()).not.toBe(bound)
      expect(await told()).toEqual([
        { action: 'unbound_missing_account', isMoved: true, restMs: 0 },
        { action: 'bound_new_session', isMoved: false, restMs: 0 },
      ])
    },
  )

  test('that it leaves an account that has gone out just now', async () => {
    const { world, bound, serve, told, boundTo } = await openSession()
    world.account(bound).leave()
    await world.settle()
    const other = await serve()
    expect(await told()).toEqual([{ action: 'unbound_missing_account', isMoved: true, restMs: 0 }])
    await world.advance(100)
    expect(await boundTo()).toEqual([other])
  })

  test('that it leaves an account that was asked for much more, once its cache is cold', async () => {
    const { world, bound, ask, told } = await openSession()
    world.account(await ask()).serve(2, { inputTokens: 300_000 })
    await world.advance(300_001)
    expect(await ask()).not.toBe(bound)
    expect((await told())?.at(-1)).toEqual({
      action: 'unbound_uneven_use',
      isMoved: true,
      restMs: 0,
    })
  })

  describe('bound to an account that is not put first', () => {
    const open = async () => {
      const first = schedulable({ id: 'openai/first' })
      const second = schedulable({ id: 'openai/second', priority: 1 })
      const world = await openSchedulerWorld({ accounts: [first, second] })
      world.account('first').cool(100_000)
      await world.settle()
      world.dispatch({ session: 's' })
      await world.settle()
      world.account('second').serve(1)
      await world.settle()
      return world
    }
    const nextAfter = async (idleMs: number) => {
      const world = await open()
      await world.advance(idleMs)
      world.dispatch({ exchange: 2, session: 's' })
      await world.settle()
      const seen = await world.inspect(({ questions }) => questions.sessions)
      return [world.holders(2)[0], seen?.events.at(-1)?.action, seen?.bindings[0]?.priority]
    }

    test('that it goes back to one that is, once its cache is cold', async () => {
      const moved = ['openai/first', 'unbound_lower_priority', 0]
      expect(await nextAfter(300_001)).toEqual(moved)
    })

    test('that it stays while its cache is warm', async () => {
      expect(await nextAfter(300_000)).toEqual(['openai/second', 'reused_bound_account', 1])
    })
  })

  test('and counted as a switch of accounts', async () => {
    const { world, bound, serve } = await openSession()
    world.account(bound).cool(5_000)
    await world.settle()
    await serve()
    const seen = await world.inspect(({ questions }) => questions.guardrails)
    expect(seen?.snapshot.accountSwitchesLastMinute).toBe(1)
  })
})
