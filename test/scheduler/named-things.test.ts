import { describe, expect, test } from 'bun:test'
import type { Dispatch } from '../../src/exchange/messages.ts'
import type { KeptListed } from '../../src/scheduler/messages.ts'
import {
  aboutIt,
  bare,
  beginning,
  keeping,
  naming,
  openKeptWorld,
  speaks,
} from '../support/kept-world.ts'
import { routable, schedulable, type SchedulerWorldOptions } from '../support/scheduler-world.ts'

describe('what a request names', () => {
  test('and was not made here leads to the account that served it, and keeps no other user from asking', async () => {
    const { world, dispatch, holderOf, failureOf } = await openKeptWorld({ maxConcurrency: 1 })
    const first = await dispatch(naming('files/shared'))
    const account = world.account(holderOf(first))
    account.serve(first)
    await world.settle()
    expect(holderOf(await dispatch(naming('files/shared')))).toBe(account.id)
    const other = await dispatch({ ...naming('files/shared'), user: 'bob' })
    expect([holderOf(other) === '', failureOf(other)]).toEqual([false, undefined])
  })

  test('and asks about is found by the path of its own channel alone', async () => {
    const { make, dispatch, holderOf, failureOf } = await openKeptWorld({
      args: { channels: [routable({ speaks }), keeping('second')] },
    })
    const { id } = await make('files/own')
    expect(holderOf(await dispatch({ ...aboutIt('files/own'), scope: 'openai' }))).toBe(id)
    expect(failureOf(await dispatch({ ...aboutIt('files/own'), scope: 'second' }))).toMatchObject({
      status: 404,
      message: expect.stringContaining("made at the channel 'openai'"),
    })
  })

  test('and was made here is found by nobody else', async () => {
    const { dispatch, make, failureOf } = await openKeptWorld()
    await make('files/own')
    const other = await dispatch({ ...naming('files/own'), user: 'bob' })
    expect(failureOf(other)).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('what a request names besides', () => {
  const both = (...ids: readonly string[]): Partial<Dispatch> => ({
    references: ids.map((id) => `& contents ${id}`).join('\n'),
  })

  /** Two accounts that each have one of two files of Alice's. */
  const openApart = async (options: SchedulerWorldOptions = {}) => {
    const opened = await openKeptWorld({ accounts: ['a', 'b'], maxConcurrency: 1, ...options })
    const holders = await opened.makeEach('files/1', 'files/2')
    return { ...opened, holders }
  }

  test('and is at another account is refused with what to do', async () => {
    const { dispatch, failureOf } = await openApart()
    expect(failureOf(await dispatch(both('files/1', 'files/2')))).toMatchObject({
      status: 400,
      code: 'kept_apart',
      param: 'contents',
      message: expect.stringContaining('x-session-id'),
    })
  })

  test('and is at another account of its group is for their upstream to judge', async () => {
    const accounts = ['a', 'b'].map((name) =>
      schedulable({ id: `openai/${name}`, maxConcurrency: 1, quotaGroup: 'project' }),
    )
    const { dispatch, holderOf, holders } = await openApart({ accounts })
    expect(holderOf(await dispatch(both('files/1', 'files/2')))).toBe(holders[0] ?? '')
  })

  test('and was not made here is for its upstream to judge', async () => {
    const { dispatch, holderOf, holders, world } = await openApart()
    const serving = await dispatch(naming('files/by-hand'))
    const server = holderOf(serving)
    world.account(server).serve(serving)
    await world.settle()
    const [at, own] = server === holders[0] ? [1, 'files/2'] : [0, 'files/1']
    const exchange = await dispatch(both(own, 'files/by-hand', 'files/unknown'))
    expect(holderOf(exchange)).toBe(holders[at] ?? '')
  })

  test('and is at the same account leads there', async () => {
    const { make, dispatch, holderOf } = await openKeptWorld({ accounts: ['a'] })
    await make('files/1')
    await make('files/2')
    expect(holderOf(await dispatch(both('files/1', 'files/2')))).toBe('openai/a')
  })

  test('and could do without is for its upstream to judge, whoever’s it is', async () => {
    const { make, dispatch, holderOf } = await openKeptWorld()
    await make('thought-1', { user: 'bob' })
    const { id } = await make('files/own')
    const references = '& contents files/own\n? contents thought-1'
    expect(holderOf(await dispatch({ references }))).toBe(id)
  })

  test('and is another user’s is not found', async () => {
    const { make, dispatch, failureOf } = await openKeptWorld()
    await make('files/foreign', { user: 'bob' })
    await make('files/own')
    const exchange = await dispatch(both('files/own', 'files/foreign'))
    expect(failureOf(exchange)).toMatchObject({
      status: 404,
      message: expect.stringContaining("'files/foreign' not found"),
    })
  })
})

describe('what lies within a store', () => {
  const store = 'fileSearchStores/notes'
  const importing = (id: string): Partial<Dispatch> => ({
    ...bare,
    operation: 'import-file',
    resource: store,
    references: `& fileName ${id}`,
  })

  test('is asked for at the account of the store, and is its user’s', async () => {
    const { make, dispatch, holderOf, failureOf } = await openKeptWorld()
    const { id } = await make(store, { operation: 'create-store' })
    for (const name of [`${store}/documents/1`, `${store}/upload/operations/1`]) {
      expect(holderOf(await dispatch(aboutIt(name)))).toBe(id)
      expect(failureOf(await dispatch({ ...aboutIt(name), user: 'bob' }))).toMatchObject({
        status: 404,
      })
    }
    expect(holderOf(await dispatch({ ...aboutIt(store), operation: 'list-documents' }))).toBe(id)
  })

  test('may be another user’s file as little as one at another account', async () => {
    const { make, dispatch, failureOf } = await openKeptWorld({ accounts: ['a'] })
    await make('files/foreign', { user: 'bob' })
    // The store was made by hand, and there is one account that can have it.
    expect(failureOf(await dispatch(importing('files/foreign')))).toMatchObject({
      status: 404,
      param: 'fileName',
    })
  })

  test('may not be a file of another account', async () => {
    const { world, dispatch, holderOf, failureOf } = await openKeptWorld({
      accounts: ['a', 'b'],
      maxConcurrency: 1,
    })
    const making = [
      [await dispatch({ ...beginning, operation: 'create-store' }), store],
      [await dispatch(beginning), 'files/elsewhere'],
    ] as const
    for (const [exchange, id] of making) {
      const account = world.account(holderOf(exchange))
      account.make(exchange, [id])
      account.serve(exchange)
    }
    await world.settle()
    expect(failureOf(await dispatch(importing('files/elsewhere')))).toMatchObject({
      status: 400,
      code: 'kept_apart',
      param: 'fileName',
      message: expect.stringContaining('send the file to the store itself'),
    })
  })

  test('may be missing without the store being so', async () => {
    const { make, dispatch, world } = await openKeptWorld()
    const account = await make(store, { operation: 'create-store' })
    const refused = { outcome: 'refused', upstreamStatus: 403 } as const
    account.settle(await dispatch(importing('files/gone')), refused)
    account.settle(await dispatch(aboutIt(`${store}/documents/gone`)), refused)
    await world.settle()
    const answer = await world.inspect<KeptListed>(({ keptQuestion }) =>
      keptQuestion({ user: 'alice', scope: '', kind: 'fileSearchStores', lifetimeMs: 0 }),
    )
    expect(answer?.kept.map(({ id }) => id)).toEqual([store])
  })

  test('is not told to be forgotten after a time when nobody knows the store', async () => {
    const { dispatch, failureOf } = await openKeptWorld()
    const failure = failureOf(await dispatch(aboutIt(store)))
    expect(failure?.message).toStartWith(
      `File search store with id '${store}' not found. Which of 3 accounts made it is not known. Ask`,
    )
  })
})
