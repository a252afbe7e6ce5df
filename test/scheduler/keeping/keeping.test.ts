import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { KeptState } from '../../../src/scheduler/keeping/kept-state.ts'
import { routable, schedulable, type SchedulerWorldOptions } from '../../support/scheduler-world.ts'
import { keptBy, names, openWorld } from './keeping-world.ts'

const startAt = 1_790_000_000_000
const nothing: KeptState = { bindings: [], owners: [], unkept: [], accounts: [] }

const bindingOf = (session: string, account: string, agoMs = 0) => ({
  session: `alice\nopenai\n${session}`,
  account: `openai/${account}`,
  boundAt: startAt - agoMs,
  usedAt: startAt - agoMs,
  uses: 1,
})

describe('what is told to be kept', () => {
  test('is what has changed, together and only once', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('one')
    const second = await ask('two')
    expect(world.kept).toEqual([])
    await world.advance(500)
    expect(world.kept.map(({ bindings }) => bindings.map(({ account }) => account))).toEqual([
      [first, second],
    ])
    await world.advance(60_000)
    expect(world.kept).toHaveLength(1)
  })

  test('says a session again when it was used a minute later, not before', async () => {
    const { world, ask } = await openWorld()
    await ask('one')
    await world.advance(59_000)
    await ask('one')
    await world.advance(500)
    expect(world.kept).toHaveLength(1)
    await world.advance(500)
    await ask('one')
    await world.advance(500)
    expect(world.kept[1]?.bindings).toMatchObject([
      { boundAt: startAt, usedAt: startAt + 60_000, uses: 3 },
    ])
  })

  test('says that a session is bound no more', async () => {
    const { world, ask } = await openWorld()
    const first = await ask('one')
    await world.advance(500)
    world.account(first).leave()
    await world.advance(500)
    expect(world.kept[1]?.bindings).toMatchObject([{ account: '' }])
  })

  test('holds no secret', async () => {
    const secret = 'sk-very-secret-of-the-account'
    const account = schedulable({ secret })
    const { world } = await openWorld({ accounts: [account] })
    world.account('a').cool(60_000)
    await world.advance(500)
    expect(world.kept[0]?.accounts).toHaveLength(1)
    expect(JSON.stringify(world.kept)).not.toContain(secret)
  })

  test('forgets an account that is as good as new again, or gone', async () => {
    const { world } = await openWorld()
    world.account('a').cool(60_000)
    world.account('b').cool(60_000)
    await world.advance(500)
    world.account('a').change(freshStatus)
    world.reconfigure({ accounts: ['a', 'c', 'd'].map(world.settingsOf) })
    await world.advance(500)
    const told = world.kept[1]?.accounts.map(({ account, status }) => `${account} ${status}`)
    expect(told?.toSorted()).toEqual(['openai/a null', 'openai/b null'])
  })
})

describe('after a restart', () => {
  test('sessions go on at their accounts', async () => {
    const { world, ask } = await openWorld()
    const sessions = Array.from({ length: 8 }, (_, index) => `session ${index}`)
    const before: string[] = []
    for (const session of sessions) before.push(await ask(session))
    const again = await openWorld({ seed: 7, isIdle: true })
    again.world.restoreState(await keptBy(world))
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    const after: string[] = []
    for (const session of sessions.toReversed()) after.unshift(await again.ask(session))
    expect(after).toEqual(before)
  })

  test('a session that was bound meanwhile stays where it is', async () => {
    const { world, ask } = await openWorld()
    const meanwhile = await ask('one')
    const other = names.find((name) => !meanwhile.endsWith(name)) ?? ''
    world.restoreState({ ...nothing, bindings: [bindingOf('one', other)] })
    await world.settle()
    expect(await ask('one')).toBe(meanwhile)
  })

  test('a session of an account that is no more is bound anew, and is to be forgotten', async () => {
    const { world, ask } = await openWorld()
    world.restoreState({ ...nothing, bindings: [bindingOf('one', 'gone')] })
    await world.advance(500)
    expect(world.kept[0]?.bindings).toMatchObject([
      { account: '', session: bindingOf('one', '').session },
    ])
    expect(names.map((name) => `openai/${name}`)).toContain(await ask('one'))
  })

  test.each([
    ['for a day', 24 * 3_600_000 - 1_000, true],
    ['no longer', 24 * 3_600_000 + 1_000, false],
  ])('a session that is not used stays bound %s', async (_, agoMs, isBound) => {
    const { world } = await openWorld()
    const bindings = names.map((name) => bindingOf(name, name, agoMs))
    world.restoreState({ ...nothing, bindings })
    await world.settle()
    const kept = await world.handOver(true)
    expect(kept?.bindings).toHaveLength(isBound ? names.length : 0)
  })

  test('an account rests on, and is told so when it comes up', async () => {
    const { world } = await openWorld({ accounts: ['a'] })
    world.account('a').cool(60_000)
    const again = await openWorld({ accounts: ['a'], isIdle: true })
    again.world.restoreState(await keptBy(world))
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    expect(again.world.account('a').status.cooldowns).toMatchObject([{ until: startAt + 60_000 }])
    expect(await again.ask('')).toBe('nobody')
    await again.world.advance(60_000)
    expect(again.world.account('a').orders).toHaveLength(1)
  })

  test('accounts that are up already are told that they rest, and are not chosen', async () => {
    const { world } = await openWorld({ accounts: ['a', 'b'] })
    for (const name of ['a', 'b']) world.account(name).cool(60_000)
    const again = await openWorld({ accounts: ['a', 'b'] })
    expect(await again.ask('')).not.toBe('nobody')
    again.world.restoreState(await keptBy(world))
    await again.world.settle()
    expect(again.world.account('a').status.cooldowns).toHaveLength(1)
    expect(await again.ask('')).toBe('nobody')
  })

  test('an account that was out stays out, and what is bound to it is released', async () => {
    const { world, ask } = await openWorld({ accounts: ['a', 'b'] })
    const kept = { ...(await keptBy(world)), bindings: [bindingOf('one', 'a')] }
    world.account('a').leave()
    await world.settle()
    const { accounts } = await keptBy(world)
    const again = await openWorld({ accounts: ['a', 'b'], isIdle: true })
    again.world.restoreState({ ...kept, accounts })
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    expect(await again.ask('one')).toBe('openai/b')
    expect(await ask('one')).toBe('openai/b')
  })

  const moved = routable()
  test.each<[string, SchedulerWorldOptions]>([
    ['another key', { accounts: [schedulable({ secret: 'sk-another' })] }],
    [
      'another address',
      {
        accounts: ['a'],
        args: {
          channels: [
            { ...moved, settings: { ...moved.settings, baseUrl: 'https://elsewhere.example/v1' } },
          ],
        },
      },
    ],
  ])('an account with %s begins afresh', async (_, options) => {
    const { world } = await openWorld({ accounts: ['a'] })
    world.account('a').leave()
    const again = await openWorld({ ...options, isIdle: true })
    again.world.restoreState(await keptBy(world))
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    expect(again.world.account('a').status).toEqual(freshStatus)
  })

  test('a rest that is over by then is none', async () => {
    const { world } = await openWorld({ accounts: ['a'] })
    world.account('a').cool(60_000)
    const kept = await keptBy(world)
    const again = await openWorld({ accounts: ['a'], isIdle: true })
    await again.world.advance(60_000)
    again.world.restoreState(kept)
    again.world.nodesChanged(['thread-1'])
    await again.world.settle()
    expect(again.world.account('a').status).toEqual(freshStatus)
  })

  test('what an account has learnt meanwhile stays', async () => {
    const { world } = await openWorld({ accounts: ['a'] })
    world.account('a').cool(60_000)
    const kept = await keptBy(world)
    const again = await openWorld({ accounts: ['a'] })
    again.world.account('a').cool(5_000)
    await again.world.settle()
    again.world.restoreState(kept)
    await again.world.settle()
    expect(again.world.account('a').status.cooldowns).toMatchObject([{ until: startAt + 5_000 }])
  })
})
