import { describe, expect, test } from 'bun:test'
import type { KeptListed } from '../../../src/scheduler/messages.ts'
import { aboutIt, naming, openKeptWorld, speaks } from '../../support/kept-world.ts'
import { routable } from '../../support/scheduler-world.ts'

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
