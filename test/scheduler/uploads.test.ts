import { describe, expect, test } from 'bun:test'
import type { Dispatch } from '../../src/exchange/messages.ts'
import { bare, beginning, keeping, openKeptWorld, speaks } from '../support/kept-world.ts'
import { routable, schedulable } from '../support/scheduler-world.ts'

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
