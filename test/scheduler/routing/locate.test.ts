import { describe, expect, test } from 'bun:test'
import type { Dispatch } from '../../../src/exchange/messages.ts'
import type { Operation } from '../../../src/protocol/operation.ts'
import type { SpokenOperation } from '../../../src/scheduler/messages.ts'
import {
  aboutIt,
  bare,
  beginning,
  keeping,
  naming,
  openKeptWorld,
  speaks,
} from '../../support/kept-world.ts'
import { routable, schedulable } from '../../support/scheduler-world.ts'

const twoChannels = ['openai', 'second'].map((channel) =>
  schedulable({ id: `${channel}/a`, channel }),
)
const channels = [keeping('openai'), keeping('second')]

describe('what is sent for no model', () => {
  test.each(['start-upload', 'upload', 'create-store'] as const)(
    'goes to the first channel that takes it in its protocol: %s',
    async (operation: Operation) => {
      const foreign = routable({ speaks: [{ protocol: 'openai-chat', operation }] })
      const second = { ...keeping('second'), speaks: [{ protocol: 'gemini', operation }] as const }
      const { dispatch, holderOf } = await openKeptWorld({
        accounts: twoChannels,
        args: { channels: [foreign, second], defaultChannel: 'openai' },
      })
      expect(holderOf(await dispatch({ ...beginning, operation }))).toBe('second/a')
    },
  )
})

describe('an upload that goes on', () => {
  const goingOn: Partial<Dispatch> = {
    ...bare,
    operation: 'continue-upload',
    resource: 'https://host/upload?upload_id=1',
    account: 'openai/a',
  }
  const gone = {
    status: 404,
    message: 'Upload not found. The account that made it is no longer configured here.',
  }

  test('is not found where its account never was', async () => {
    const { dispatch, failureOf } = await openKeptWorld()
    expect(failureOf(await dispatch({ ...goingOn, account: 'openai/x' }))).toMatchObject(gone)
  })

  test('is not found once its account leaves, although that still answers', async () => {
    const { dispatch, failureOf, world } = await openKeptWorld({ accounts: ['a'] })
    await dispatch(goingOn)
    world.reconfigure({ accounts: [], channels: [routable({ speaks })] })
    expect(failureOf(await dispatch(goingOn))).toMatchObject(gone)
  })
})

describe('what is asked about', () => {
  test('by the path of a channel that there is not is told so, and not where it is', async () => {
    const { dispatch, make, failureOf } = await openKeptWorld()
    await make('files/own')
    const exchange = await dispatch({ ...aboutIt('files/own'), scope: 'opanai' })
    expect(failureOf(exchange)?.message).not.toContain('made at')
  })

  test('is gone with an account that leaves, although that still answers', async () => {
    const { dispatch, make, failureOf, world } = await openKeptWorld({ accounts: ['a'] })
    await make('files/own')
    await dispatch(aboutIt('files/own'))
    world.reconfigure({ accounts: [], channels: [routable({ speaks })] })
    for (const over of [aboutIt('files/own'), naming('files/own')])
      expect(failureOf(await dispatch(over))?.message).toContain('no longer configured')
  })

  test('and is known by itself is where it was made, wherever its holder is', async () => {
    const { dispatch, makeEach, holderOf } = await openKeptWorld({ maxConcurrency: 1 })
    const made = ['fileSearchStores/notes', 'fileSearchStores/notes/upload/operations/1']
    const holders = await makeEach(...made)
    const asked: string[] = []
    for (const id of made) asked.push(holderOf(await dispatch(aboutIt(id))))
    expect(asked).toEqual([...holders])
  })

  test('and nobody knows is at the only account of the channel of its path', async () => {
    const { dispatch, holderOf, failureOf } = await openKeptWorld({
      accounts: twoChannels,
      args: { channels },
    })
    const scoped = await dispatch({ ...aboutIt('files/by-hand'), scope: 'second' })
    expect(holderOf(scoped)).toBe('second/a')
    expect(failureOf(await dispatch(aboutIt('files/by-hand')))?.message).toContain('2 accounts')
  })

  test('and nobody knows is at no account that is asked other things, or in another protocol', async () => {
    const others = [
      { ...keeping('second'), speaks: [{ protocol: 'gemini', operation: 'generate' }] as const },
      {
        ...keeping('third'),
        speaks: [{ protocol: 'openai-chat', operation: 'retrieve' }] as const,
      },
    ]
    const { dispatch, holderOf } = await openKeptWorld({
      accounts: [...twoChannels, schedulable({ id: 'third/a', channel: 'third' })],
      args: { channels: [keeping('openai'), ...others] },
    })
    expect(holderOf(await dispatch(aboutIt('files/by-hand')))).toBe('openai/a')
  })

  test('and nobody knows is not at an account that leaves', async () => {
    const { dispatch, failureOf, world } = await openKeptWorld({ accounts: ['a'] })
    await dispatch(aboutIt('files/by-hand'))
    world.reconfigure({ accounts: [], channels: [routable({ speaks })] })
    expect(failureOf(await dispatch(aboutIt('files/by-hand')))?.message).toContain(
      'No account here keeps such things.',
    )
  })
})

describe('what a request names', () => {
  test('and is another user’s is told as if nobody had it', async () => {
    const { dispatch, make, failureOf } = await openKeptWorld()
    await make('files/own')
    const other = await dispatch({ ...naming('files/own'), user: 'bob' })
    expect(failureOf(other)?.message).toBe("File with id 'files/own' not found.")
  })

  test('is still its user’s alone after it was served with it', async () => {
    const { dispatch, make, failureOf, holderOf, world } = await openKeptWorld()
    await make('files/own')
    const exchange = await dispatch(naming('files/own'))
    world.account(holderOf(exchange)).serve(exchange)
    await world.settle()
    expect(failureOf(await dispatch({ ...naming('files/own'), user: 'bob' }))).toMatchObject({
      status: 404,
    })
  })

  test.each<[string, Partial<SpokenOperation>]>([
    ['in another protocol', { protocol: 'openai-responses', operation: 'generate' }],
    ['in another operation', { protocol: 'gemini', operation: 'compact' }],
  ])('%s that was translated leads nowhere: who served it never read it', async (_name, over) => {
    const asked = { protocol: 'gemini', operation: 'generate', ...over } as const
    const { dispatch, holderOf, world } = await openKeptWorld({
      maxConcurrency: 1,
      args: { channels: [routable({ speaks: [...speaks, { ...asked, isTranslated: true }] })] },
    })
    const first = await dispatch({ ...naming('files/shared'), ...asked })
    world.account(holderOf(first)).serve(first)
    await world.settle()
    const next = [await dispatch(naming('files/shared')), await dispatch(naming('files/shared'))]
    expect(next.map(holderOf)).not.toContain('')
  })

  test('goes to the channel where it is, of all that serve the model', async () => {
    const { dispatch, make, holderOf } = await openKeptWorld({
      accounts: twoChannels,
      args: { channels },
    })
    const { id } = await make('files/own', { scope: 'second' })
    expect(holderOf(await dispatch(naming('files/own')))).toBe(id)
  })

  test('and is at a channel that does not serve the model is told so', async () => {
    const { dispatch, make, failureOf } = await openKeptWorld({
      accounts: twoChannels,
      args: { channels },
    })
    await make('files/own', { scope: 'second' })
    expect(
      failureOf(await dispatch({ ...naming('files/own'), scope: 'openai' }))?.message,
    ).toContain("made at the channel 'second'")
  })

  test('and cannot do without leads, whatever it names before that it could do without', async () => {
    const { dispatch, holderOf, makeEach } = await openKeptWorld({ maxConcurrency: 1 })
    const holders = await makeEach('thought-1', 'files/own')
    const references = '? contents thought-1\n& contents files/own'
    expect(holderOf(await dispatch({ references }))).toBe(holders[1] ?? '')
  })

  test('and is at accounts of two groups is kept apart', async () => {
    const { dispatch, failureOf, makeEach } = await openKeptWorld({
      accounts: ['a', 'b'].map((name) =>
        schedulable({ id: `openai/${name}`, maxConcurrency: 1, quotaGroup: `group ${name}` }),
      ),
    })
    await makeEach('files/0', 'files/1')
    const references = '& contents files/0\n& contents files/1'
    expect(failureOf(await dispatch({ references }))).toMatchObject({ code: 'kept_apart' })
  })
})
