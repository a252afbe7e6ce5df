import { describe, expect, test } from 'bun:test'
import type { ComplianceRules } from '../../../src/scheduler/messages.ts'
import { openSchedulerWorld, routable, type SchedulerWorld } from '../../support/scheduler-world.ts'
import { openWaitingByChoice } from '../../support/waiting-by-choice.ts'

const viewOf = async (world: SchedulerWorld) => world.inspect(({ questions }) => questions.accounts)

test('an operator sees what each account has in flight, its slots, its rest and its sessions', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'], maxConcurrency: 3 })
  world.dispatch({ exchange: 1, session: 's' })
  await world.settle()
  const [busy = ''] = world.holders(1)
  world.account(busy).cool(5_000, 'other')
  await world.advance(1_000)
  const view = await viewOf(world)
  const summary = view?.accounts.map((one) => ({
    id: one.id,
    isUp: one.isUp,
    inFlight: one.inFlight,
    slots: one.slots,
    sessions: one.sessions,
    idleMs: one.idleMs,
    rests: one.status.cooldowns.map(({ model, cause }) => `${model} ${cause}`),
  }))
  const idle = { isUp: true, inFlight: 0, slots: 3, sessions: 0, idleMs: -1, rests: [] }
  const served = { inFlight: 1, sessions: 1, idleMs: 1_000, rests: ['other rate_limited'] }
  expect(summary).toEqual(
    ['openai/a', 'openai/b'].map((id) => ({ id, ...idle, ...(id === busy ? served : {}) })),
  )
})

test('an operator sees how long the own limits keep requests from an account', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'], args: { compliance: oneAMinute } })
  world.dispatch({ exchange: 1 })
  await world.settle()
  const [busy = ''] = world.holders(1)
  await world.advance(1_000)
  const seen = (await viewOf(world))?.accounts.map(({ id, guardedMs }) => [id, guardedMs])
  expect(seen).toEqual(['openai/a', 'openai/b'].map((id) => [id, id === busy ? 59_000 : 0]))
})

const oneAMinute: ComplianceRules = {
  isEnabled: true,
  maxGlobalRequestsPerMinute: 100,
  maxAccountRequestsPerMinute: 1,
  maxAccountConcurrency: 100,
  maxAttempts: 5,
  riskRestMs: 300_000,
  riskStatuses: [],
  restsAfter429: true,
}

test('an operator sees when an account is asked for its models, and how that went', async () => {
  const world = await openSchedulerWorld({ accounts: ['a'] })
  const startedAt = world.simulation.clock.now()
  await world.advance(500)
  world.account('a').list([], 'no answer')
  await world.settle()
  expect((await viewOf(world))?.accounts[0]?.appointments).toEqual([
    {
      job: 'models',
      account: 'openai/a',
      nextAt: startedAt + 3_600_000,
      runningSince: 0,
      lastResult: 'no answer',
      runs: 1,
      failures: 1,
    },
  ])
})

test('a rest that is over is not shown', async () => {
  const world = await openSchedulerWorld()
  world.account('a').cool(5_000)
  await world.settle()
  await world.advance(5_000)
  expect((await viewOf(world))?.accounts[0]?.status.cooldowns).toEqual([])
})

test('an operator sees how many wait, for how long, and at which channel', async () => {
  const world = await openSchedulerWorld({
    accounts: ['a'],
    maxConcurrency: 1,
    args: { channels: [routable(), routable({ id: 'other', models: ['other'] })] },
  })
  world.dispatch({ exchange: 1 })
  await world.settle()
  world.dispatch({ exchange: 2, urgency: 'high' })
  await world.advance(400)
  world.dispatch({ exchange: 3 })
  await world.advance(300)
  const view = await viewOf(world)
  expect(view?.queue).toEqual({
    waiting: 2,
    oldestWaitMs: 700,
    byUrgency: { high: 1, normal: 1, low: 0 },
  })
  expect(view?.channels).toEqual([
    { id: 'openai', mode: 'balance', waiting: 2, oldestWaitMs: 700 },
    { id: 'other', mode: 'balance', waiting: 0, oldestWaitMs: 0 },
  ])
})

describe('an operator sees at an account', () => {
  const queuesOf = async (world: SchedulerWorld) =>
    (await viewOf(world))?.accounts.map(({ waiting, oldestWaitMs }) => [waiting, oldestWaitMs])

  test('who waits for what it alone has', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch({ account: 'openai/a' })
    world.account('a').cool(30_000)
    await world.settle()
    world.dispatch({ exchange: 2, account: 'openai/a' })
    await world.advance(2_000)
    expect(await queuesOf(world)).toEqual([
      [1, 2_000],
      [0, 0],
    ])
  })

  test('who waits for it by choice, until that is over', async () => {
    const { world } = await openWaitingByChoice()
    await world.advance(1_000)
    expect((await queuesOf(world))?.toSorted()).toEqual([
      [0, 0],
      [1, 1_000],
    ])
    await world.advance(4_000)
    expect(await queuesOf(world)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  test('nobody who could be served by another as well', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    for (const name of ['a', 'b']) world.account(name).cool(5_000)
    await world.settle()
    world.dispatch()
    await world.advance(1_000)
    expect(await queuesOf(world)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})

test('an operator sees which session is bound where, by user, and what happened to it', async () => {
  const world = await openSchedulerWorld()
  world.dispatch({ exchange: 1, session: 'talk\nof lines', user: 'bob' })
  await world.settle()
  const seen = await world.inspect(({ questions }) => questions.sessions)
  expect(seen?.count).toBe(1)
  expect(seen?.bindings).toEqual([
    {
      user: 'bob',
      channel: 'openai',
      model: '',
      session: 'talk\nof lines',
      account: 'openai/a',
      boundAt: 1_790_000_000_000,
      usedAt: 1_790_000_000_000,
      uses: 1,
      priority: 0,
    },
  ])
  expect(seen?.events.map(({ action, session }) => [action, session])).toEqual([
    ['bound_new_session', 'talk\nof lines'],
  ])
})

test('a session of more than a day ago is shown to nobody', async () => {
  const world = await openSchedulerWorld()
  world.dispatch({ exchange: 1, session: 'talk' })
  await world.settle()
  world.account('a').serve(1)
  await world.advance(24 * 3_600_000 + 1)
  const seen = await world.inspect(({ questions }) => questions.sessions)
  expect([seen?.count, seen?.bindings]).toEqual([0, []])
})

test('bindings that are cleared are gone, and their number is told', async () => {
  const world = await openSchedulerWorld()
  world.dispatch({ exchange: 1, session: 's' })
  await world.settle()
  expect(await world.inspect(({ questions }) => questions.clearBindings)).toMatchObject({
    count: 1,
  })
  expect((await world.inspect(({ questions }) => questions.sessions))?.bindings).toEqual([])
})

test('an account whose rests are cleared serves who waits, at once', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
  for (const name of ['a', 'b']) world.account(name).cool(30_000, 'm')
  await world.settle()
  world.dispatch({ exchange: 1 })
  await world.settle()
  expect(world.holders(1)).toEqual([])
  const cleared = await world.inspect(({ questions }) => questions.clearRests('openai/b'))
  expect(cleared).toMatchObject({ isKnown: true, accounts: ['openai/b'] })
  expect(world.holders(1)).toEqual(['openai/b'])
  expect(world.account('b').status.cooldowns).toEqual([])
  expect(world.account('a').status.cooldowns).toHaveLength(1)
})

test('without a name the rests of all accounts are cleared; of a name that nobody has, none', async () => {
  const world = await openSchedulerWorld({ accounts: ['a', 'b', 'c'] })
  for (const name of ['a', 'b']) world.account(name).cool(30_000)
  await world.settle()
  const nobody = await world.inspect(({ questions }) => questions.clearRests('openai/x'))
  expect(nobody).toMatchObject({ isKnown: false, accounts: [] })
  const all = await world.inspect(({ questions }) => questions.clearRests(''))
  expect(all).toMatchObject({ isKnown: true, accounts: ['openai/a', 'openai/b'] })
})

test('an operator sees what the guardrails have counted', async () => {
  const world = await openSchedulerWorld()
  world.dispatch({ exchange: 1 })
  await world.settle()
  const seen = await world.inspect(({ questions }) => questions.guardrails)
  expect(seen?.snapshot).toMatchObject({ accountInFlight: { 'openai/a': 1 } })
})
