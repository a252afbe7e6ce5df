import { describe, expect, test } from 'bun:test'
import { storedScope } from '../../src/account/cooldown.ts'
import type { Dispatch } from '../../src/exchange/messages.ts'
import { routable, schedulable } from '../support/scheduler-world.ts'
import { channels, names, openWorld, speaks, thinking } from './stored.ts'

const continuing = (id: string): Partial<Dispatch> => ({
  references: `! previous_response_id ${id}`,
})

describe('what one account has', () => {
  test('is asked of it again and again, in every mode', async () => {
    for (const mode of ['balance', 'cache_first', 'performance_first'] as const) {
      const { world, dispatch, make, retrieve } = await openWorld({
        args: { channels: [routable({ speaks, mode })] },
      })
      const { id } = await make(['resp_1'])
      for (let again = 0; again < 5; again += 1) {
        expect(world.holders(await dispatch(continuing('resp_1')))).toEqual([id])
        expect(world.holders(await retrieve('resp_1'))).toEqual([id])
      }
    }
  })

  test('names no model to it, and no limit of a model keeps it from answering', async () => {
    const { world, make, retrieve } = await openWorld()
    const account = await make(['resp_1'])
    account.cool(5_000, 'm')
    await world.settle()
    const exchange = await retrieve('resp_1')
    expect(account.inFlight.get(exchange)).toMatchObject({ resource: 'resp_1', model: '' })
  })

  test('waits while it must not be asked for what is stored', async () => {
    const { world, make, retrieve } = await openWorld()
    const account = await make(['resp_1'])
    account.cool(5_000, storedScope)
    await world.settle()
    const exchange = await retrieve('resp_1')
    await world.advance(4_999)
    expect(world.holders(exchange)).toEqual([])
    await world.advance(1)
    expect(world.holders(exchange)).toEqual([account.id])
  })

  test('can be asked of an account that is for some models only', async () => {
    const accounts = [
      schedulable({ models: ['m'] }),
      schedulable({ id: 'openai/b', models: ['n'] }),
    ]
    const { world, make, retrieve } = await openWorld({ accounts })
    const { id } = await make(['resp_1'])
    expect(world.holders(await retrieve('resp_1'))).toEqual([id])
  })
})

describe('a request that names it', () => {
  test('waits for a slot there, although others are free', async () => {
    const { world, dispatch, make } = await openWorld({ maxConcurrency: 1 })
    const account = await make(['resp_1'])
    const first = await dispatch(continuing('resp_1'))
    const second = await dispatch(continuing('resp_1'))
    expect([world.holders(first), world.holders(second)]).toEqual([[account.id], []])
    account.serve(first)
    await world.settle()
    expect(world.holders(second)).toEqual([account.id])
  })

  test('is refused at once with the time to wait when that is too long', async () => {
    const { world, dispatch, make, failureOf } = await openWorld()
    const account = await make(['resp_1'])
    account.cool(30_000, 'm')
    await world.settle()
    const exchange = await dispatch(continuing('resp_1'))
    expect(failureOf(exchange)).toMatchObject({ status: 429, retryAfterMs: 30_000 })
    expect(world.holders(await dispatch({}))).not.toEqual([account.id])
  })

  test('is refused while that account is out', async () => {
    const { world, dispatch, make, retrieve, failureOf } = await openWorld()
    const account = await make(['resp_1'])
    account.leave()
    await world.settle()
    expect(failureOf(await dispatch(continuing('resp_1')))).toMatchObject({ status: 503 })
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({ status: 503 })
  })

  test('that breaks there is tried there once more, and nowhere else', async () => {
    const { world, dispatch, make, failureOf } = await openWorld()
    const account = await make(['resp_1'])
    const exchange = await dispatch(continuing('resp_1'))
    account.fail(exchange, 'transient', 1_000)
    await world.advance(1_000)
    expect(world.holders(exchange)).toEqual([account.id])
    account.fail(exchange, 'transient', 1_000)
    await world.settle()
    expect(failureOf(exchange)).toMatchObject({ status: 502, attempts: 2, account: account.id })
  })

  test('waits until its account is up again when its thread is lost', async () => {
    const { world, dispatch, make } = await openWorld()
    const { id } = await make(['resp_1'])
    const exchange = await dispatch(continuing('resp_1'))
    world.nodeLost('thread-1')
    world.addNode('thread-2')
    world.nodesChanged(['thread-2'])
    await world.settle()
    expect(world.holders(exchange)).toEqual([id])
  })

  test('is told that it is gone with its account, and finds it when that is back', async () => {
    const { world, dispatch, make, retrieve, failureOf } = await openWorld()
    const { id } = await make(['resp_1'])
    const others = names.filter((name) => !id.endsWith(name))
    const accountsOf = (some: readonly string[]) =>
      some.map((name) => schedulable({ id: `openai/${name}` }))
    world.reconfigure({ accounts: accountsOf(others) })
    await world.settle()
    const gone = { message: expect.stringContaining('no longer configured') }
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({ status: 404, ...gone })
    expect(failureOf(await dispatch(continuing('resp_1')))).toMatchObject({
      status: 400,
      code: 'previous_response_not_found',
      param: 'previous_response_id',
      ...gone,
    })
    world.reconfigure({ accounts: accountsOf(names) })
    await world.settle()
    expect(world.holders(await retrieve('resp_1'))).toEqual([id])
  })
})

describe('an id', () => {
  test('that another user’s answer had is not found, wherever it is named', async () => {
    const { dispatch, make, retrieve, failureOf } = await openWorld({ accounts: ['a'] })
    await make(['resp_1'], { user: 'bob' })
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({ status: 404, code: 'not_found' })
    expect(failureOf(await dispatch(continuing('resp_1')))).toMatchObject({ status: 400 })
    expect(failureOf(await dispatch({ references: '! input resp_1' }))).toMatchObject({
      status: 404,
      param: 'input',
    })
  })

  test('of an answer that nobody keeps says so', async () => {
    const { dispatch, make, retrieve, failureOf } = await openWorld({ accounts: ['a'] })
    await make(['resp_1'], {}, false)
    const why = { message: expect.stringContaining('keeps no state') }
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({ status: 404, ...why })
    expect(failureOf(await dispatch(continuing('resp_1')))).toMatchObject({ status: 400, ...why })
  })

  test('that nobody knows goes to the only account that keeps anything', async () => {
    const other = routable({ id: 'other' })
    const accounts = [schedulable(), schedulable({ id: 'other/x', channel: 'other' })]
    const { world, retrieve } = await openWorld({
      accounts,
      args: { channels: [...channels, other] },
    })
    expect(world.holders(await retrieve('resp_1'))).toEqual(['openai/a'])
  })

  test('that nobody knows is not found where several keep something', async () => {
    const { retrieve, failureOf } = await openWorld()
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({
      status: 404,
      message: expect.stringContaining('3 accounts'),
    })
  })

  test('that a request named and was served with is known from then on', async () => {
    const { world, make, retrieve } = await openWorld()
    const { id } = await make(['resp_2'], continuing('resp_1'))
    expect(world.holders(await retrieve('resp_1'))).toEqual([id])
  })

  test('that a request was served with is known although its answer made nothing', async () => {
    const { world, dispatch } = await openWorld({ maxConcurrency: 1 })
    const [holder = ''] = world.holders(await dispatch(thinking('cachedContents/1')))
    world.account(holder).serve(1)
    await world.settle()
    const first = await dispatch(thinking('cachedContents/1'))
    const second = await dispatch(thinking('cachedContents/1'))
    expect([world.holders(first), world.holders(second)]).toEqual([[holder], []])
  })

  test('that nobody has been served with leads nowhere', async () => {
    const { world, dispatch } = await openWorld({ maxConcurrency: 1 })
    const first = world.holders(await dispatch(thinking('cachedContents/1')))
    const second = world.holders(await dispatch(thinking('cachedContents/1')))
    expect(new Set([...first, ...second]).size).toBe(2)
  })

  test('is forgotten after 30 days', async () => {
    const { world, make, retrieve, failureOf } = await openWorld()
    const { id } = await make(['resp_1'])
    await world.advance(30 * 24 * 3_600_000 - 1_000)
    expect(world.holders(await retrieve('resp_1'))).toEqual([id])
    await world.advance(2_000)
    expect(failureOf(await retrieve('resp_1'))).toMatchObject({ status: 404 })
  })
})
