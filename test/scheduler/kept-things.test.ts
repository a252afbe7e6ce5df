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

describe('what is sent for no model', () => {
  test('goes to the default channel if that takes it', async () => {
    const { dispatch, holderOf } = await openKeptWorld({
      accounts: [schedulable(), schedulable({ id: 'second/b', channel: 'second' })],
      args: { channels: [keeping('openai'), keeping('second')], defaultChannel: 'second' },
    })
    expect(holderOf(await dispatch(beginning))).toBe('second/b')
  })

  test('goes to the first channel that takes it otherwise, or to that of its path', async () => {
    const accounts = ['openai', 'second', 'third'].map((id) =>
      schedulable({ id: `${id}/a`, channel: id }),
    )
    const channels = [routable(), keeping('second'), keeping('third')]
    const { dispatch, holderOf } = await openKeptWorld({
      accounts,
      args: { channels, defaultChannel: 'openai' },
    })
    expect(holderOf(await dispatch(beginning))).toBe('second/a')
    expect(holderOf(await dispatch({ ...beginning, scope: 'third' }))).toBe('third/a')
  })

  test('is refused where nobody takes it', async () => {
    const { dispatch, failureOf } = await openKeptWorld({ args: { channels: [routable()] } })
    expect(failureOf(await dispatch(beginning))).toMatchObject({
      status: 400,
      code: 'unsupported_operation',
    })
  })

  test('is refused where its protocol is spoken for other things alone', async () => {
    const talking = routable({ speaks: [{ protocol: 'gemini', operation: 'generate' }] })
    const { dispatch, failureOf } = await openKeptWorld({ args: { channels: [talking] } })
    expect(failureOf(await dispatch(beginning))).toMatchObject({ code: 'unsupported_operation' })
  })

  test('is refused by the path of a channel that there is not', async () => {
    const { dispatch, failureOf } = await openKeptWorld()
    expect(failureOf(await dispatch({ ...beginning, scope: 'opanai' }))).toMatchObject({
      status: 404,
      message: expect.stringContaining('opanai'),
    })
  })

  test('is held up by no model that rests, and may go to an account that is for some models', async () => {
    const { world, dispatch, holderOf } = await openKeptWorld({
      accounts: [schedulable({ models: ['n'] })],
    })
    world.account('a').cool(60_000, 'n')
    await world.settle()
    const exchange = await dispatch(beginning)
    expect(holderOf(exchange)).toBe('openai/a')
    expect(world.account('a').inFlight.get(exchange)).toMatchObject({ model: '' })
  })

  test('follows its session', async () => {
    const { dispatch, holderOf } = await openKeptWorld()
    const holder = holderOf(await dispatch({ session: 'talk' }))
    for (let again = 0; again < 4; again += 1)
      expect(holderOf(await dispatch({ ...beginning, session: 'talk' }))).toBe(holder)
  })
})

describe('an upload that goes on', () => {
  const goingOn = (account: string): Partial<Dispatch> => ({
    ...bare,
    operation: 'continue-upload',
    resource: 'https://host/upload?upload_id=1',
    account,
  })

  test('goes to the account of its address, whoever else is free', async () => {
    const { dispatch, holderOf } = await openKeptWorld()
    for (const account of ['openai/c', 'openai/b', 'openai/c'])
      expect(holderOf(await dispatch(goingOn(account)))).toBe(account)
  })

  test('is found by the path of no other channel', async () => {
    const { dispatch, holderOf, failureOf } = await openKeptWorld({
      args: { channels: [routable({ speaks }), keeping('second')] },
    })
    const elsewhere = await dispatch({ ...goingOn('openai/b'), scope: 'second' })
    expect(failureOf(elsewhere)).toMatchObject({ status: 404, code: 'not_found' })
    expect(holderOf(await dispatch({ ...goingOn('openai/b'), scope: 'openai' }))).toBe('openai/b')
  })

  test('is asked of it once, however it fails', async () => {
    const { world, dispatch, failureOf } = await openKeptWorld()
    const exchange = await dispatch(goingOn('openai/b'))
    world.account('b').fail(exchange)
    await world.settle()
    expect(failureOf(exchange)).toMatchObject({ code: 'scripted_transient', attempts: 1 })
  })
})

describe('what is sent whole and passes through', () => {
  const passing: Partial<Dispatch> = { ...beginning, bodyBytes: 1_000_000 }
  const broken = { outcome: 'failed', kind: 'transient', code: 'scripted', status: 502 } as const

  test('goes to another account as long as nothing of it was asked for', async () => {
    const { world, dispatch, holderOf } = await openKeptWorld()
    const exchange = await dispatch(passing)
    const first = holderOf(exchange)
    world.account(first).settle(exchange, { ...broken, isBodyTaken: false })
    await world.settle()
    expect(['', first]).not.toContain(holderOf(exchange))
  })

  test('is given to nobody else once that has begun', async () => {
    const { world, dispatch, holderOf, failureOf } = await openKeptWorld()
    const exchange = await dispatch(passing)
    world.account(holderOf(exchange)).settle(exchange, { ...broken, isBodyTaken: true })
    await world.settle()
    expect(failureOf(exchange)).toMatchObject({ code: 'scripted', attempts: 1 })
  })

  test('is given to nobody else when its account is lost', async () => {
    const { world, dispatch, holderOf, failureOf } = await openKeptWorld()
    const [passed, held] = [await dispatch(passing), await dispatch(beginning)]
    for (const exchange of [passed, held]) {
      world.account(holderOf(exchange)).start()
      await world.settle()
    }
    expect(failureOf(passed)).toMatchObject({ attempts: 1 })
    expect(failureOf(held)).toBeUndefined()
  })
})

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

describe('the list of what a user made', () => {
  const open = async () => {
    const opened = await openKeptWorld()
    const { world } = opened
    const list = async (user: string, over: { scope?: string; lifetimeMs?: number } = {}) => {
      const answer = await world.inspect<KeptListed>(({ keptQuestion }) =>
        keptQuestion({ user, scope: '', kind: 'files', lifetimeMs: 0, ...over }),
      )
      return answer?.kept.map(({ id }) => id)
    }
    return { ...opened, list }
  }

  test('has the latest first, of one kind, and nothing that was only asked with', async () => {
    const { dispatch, make, list, world, holderOf } = await open()
    for (const id of ['files/1', 'cachedContents/1', 'files/2', 'resp_1']) await make(id)
    await make('files/3', { user: 'bob' })
    const exchange = await dispatch(naming('files/shared'))
    world.account(holderOf(exchange)).serve(exchange)
    await world.settle()
    expect([await list('alice'), await list('bob')]).toEqual([['files/2', 'files/1'], ['files/3']])
  })

  test('lacks what is too old, and what is at another channel', async () => {
    const { make, list, world } = await open()
    await make('files/1')
    await world.advance(5_000)
    await make('files/2')
    expect(await list('alice', { lifetimeMs: 4_000 })).toEqual(['files/2'])
    expect(await list('alice', { scope: 'elsewhere' })).toEqual([])
  })

  test('tells when each was made, by the wall clock', async () => {
    const { make, world } = await open()
    await world.advance(5_000)
    await make('files/1')
    const madeAt = world.simulation.clock.now()
    await world.advance(5_000)
    const answer = await world.inspect<KeptListed>(({ keptQuestion }) =>
      keptQuestion({ user: 'alice', scope: 'openai', kind: 'files', lifetimeMs: 0 }),
    )
    expect(answer?.kept).toEqual([{ id: 'files/1', madeAt }])
  })

  test('lacks what is at an account that leaves, although that still answers', async () => {
    const { dispatch, make, list, world } = await open()
    const { id } = await make('files/1')
    await dispatch(aboutIt('files/1'))
    world.reconfigure({ accounts: [], channels: [routable({ speaks })] })
    await world.settle()
    expect([world.account(id).isStopped, await list('alice')]).toEqual([false, []])
  })

  test.each([403, 404, 410])('lacks what its upstream answers with %d about', async (status) => {
    const { dispatch, make, list, world } = await open()
    const account = await make('files/1')
    account.settle(await dispatch(aboutIt('files/1')), {
      outcome: 'refused',
      upstreamStatus: status,
    })
    await world.settle()
    expect(await list('alice')).toEqual([])
  })

  test('has what its upstream does not take a question about, or breaks at', async () => {
    const { dispatch, make, list, world } = await open()
    const account = await make('files/1')
    const asked = { ...aboutIt('files/1'), operation: 'delete' } as const
    account.settle(await dispatch(asked), { outcome: 'refused', upstreamStatus: 400 })
    account.settle(await dispatch(asked), { outcome: 'failed', upstreamStatus: 404 })
    await world.settle()
    expect(await list('alice')).toEqual(['files/1'])
  })

  test('lacks what its upstream has deleted, or does not find', async () => {
    const { dispatch, make, list, world } = await open()
    const one = await make('files/1')
    const two = await make('files/2')
    await make('files/3')
    one.serve(await dispatch({ ...aboutIt('files/1'), operation: 'delete' }))
    two.settle(await dispatch(aboutIt('files/2')), { outcome: 'refused', upstreamStatus: 403 })
    await world.settle()
    expect(await list('alice')).toEqual(['files/3'])
  })

  test('has again, at its place, what its upstream finds again', async () => {
    const { dispatch, make, list, world } = await open()
    const one = await make('files/1')
    await world.advance(1_000)
    await make('files/2')
    one.settle(await dispatch(aboutIt('files/1')), { outcome: 'refused', upstreamStatus: 403 })
    await world.settle()
    one.serve(await dispatch(aboutIt('files/1')))
    await world.settle()
    expect(await list('alice')).toEqual(['files/2', 'files/1'])
  })
})
