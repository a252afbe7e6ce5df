import { describe, expect, test } from 'bun:test'
import type { ComplianceRules } from '../../../src/scheduler/messages.ts'
import { openSchedulerWorld, routable, schedulable } from '../../support/scheduler-world.ts'

const rules: ComplianceRules = {
  isEnabled: true,
  maxGlobalRequestsPerMinute: 100,
  maxAccountRequestsPerMinute: 100,
  maxAccountConcurrency: 100,
  maxAttempts: 5,
  riskRestMs: 300_000,
  riskStatuses: [401, 403, 429, 500, 503, 529],
  restsAfter429: true,
}

const openWorld = (over: Partial<ComplianceRules>, maxWaitMs = 90_000) =>
  openSchedulerWorld({
    accounts: ['a', 'b'],
    args: { compliance: { ...rules, ...over }, maxWaitMs },
  })

type World = Awaited<ReturnType<typeof openWorld>>

const dispatchAll = async (world: World, ...exchanges: readonly number[]): Promise<void> => {
  for (const exchange of exchanges) world.dispatch({ exchange })
  await world.settle()
}

const holderOf = (world: World, exchange: number): string => world.holders(exchange)[0] ?? 'nobody'

describe('guardrails are asked before an account is chosen', () => {
  test('an account whose minute is full is passed over, and what nobody may have waits for the minute’s end', async () => {
    const world = await openWorld({ maxAccountRequestsPerMinute: 1 })
    await dispatchAll(world, 1, 2, 3)
    expect([1, 2].map((exchange) => holderOf(world, exchange)).toSorted()).toEqual([
      'openai/a',
      'openai/b',
    ])
    await world.advance(59_999)
    expect(holderOf(world, 3)).toBe('nobody')
    await world.advance(1)
    expect(holderOf(world, 3)).not.toBe('nobody')
  })

  test('who waits is served when the rest after a sign of risk is over', async () => {
    const world = await openWorld({ riskRestMs: 5_000, maxAccountConcurrency: 1 })
    world.account('b').leave()
    await world.settle()
    await dispatchAll(world, 1, 2)
    world.account('a').settle(1, {
      outcome: 'failed',
      isCommitted: true,
      kind: 'transient',
      upstreamStatus: 500,
    })
    await world.advance(4_999)
    expect(holderOf(world, 2)).toBe('nobody')
    await world.advance(1)
    expect(holderOf(world, 2)).toBe('openai/a')
  })

  test('an order that is declined is no attempt', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 2 })
    await dispatchAll(world, 1)
    const [first = ''] = world.holders(1)
    world.account(first).leave()
    world.account(first).decline(1, 'out')
    await world.settle()
    const other = first === 'openai/a' ? 'openai/b' : 'openai/a'
    await dispatchAll(world, 2, 3)
    expect([1, 2, 3].map((exchange) => holderOf(world, exchange))).toEqual([other, other, 'nobody'])
  })

  test('an order that is declined after its client has left is no attempt either', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 1 })
    await dispatchAll(world, 1)
    const [first = ''] = world.holders(1)
    const account = world.account(first)
    account.isDeaf = true
    world.cancel(1)
    await world.settle()
    account.decline(1, 'cooling')
    await dispatchAll(world, 2)
    expect(holderOf(world, 2)).not.toBe('nobody')
    expect(await world.receipt('request-1')).toMatchObject({ attempts: 0, account: '' })
  })

  test.each(['is had by nobody', 'has lost its client'])(
    'an order that is declined and %s leaves its place to whoever waits, at whatever channel',
    async (how) => {
      const world = await openSchedulerWorld({
        accounts: [
          schedulable({ id: 'one/a', channel: 'one' }),
          schedulable({ id: 'two/b', channel: 'two' }),
        ],
        args: {
          compliance: { ...rules, maxGlobalRequestsPerMinute: 1 },
          channels: [routable({ id: 'one' }), routable({ id: 'two' })],
        },
      })
      const account = world.account('one/a')
      world.dispatch({ exchange: 1, scope: 'one' })
      await world.settle()
      world.dispatch({ exchange: 2, scope: 'two' })
      await world.settle()
      expect([holderOf(world, 1), holderOf(world, 2)]).toEqual(['one/a', 'nobody'])
      account.isDeaf = true
      if (how === 'has lost its client') world.cancel(1)
      await world.settle()
      account.cool(30_000)
      account.decline(1, 'cooling')
      await world.settle()
      expect(holderOf(world, 2)).toBe('two/b')
    },
  )

  test('an order that is declined is none of the attempts that a request may make', async () => {
    const world = await openWorld({ maxAttempts: 2 })
    await dispatchAll(world, 1)
    const [first = ''] = world.holders(1)
    world.account(first).cool(1_000)
    world.account(first).decline(1, 'cooling')
    await world.settle()
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      world.account(holderOf(world, 1)).fail(1)
      await world.settle()
    }
    expect(world.replies.all).toMatchObject([{ exchange: 1, attempts: 2 }])
  })

  test('who comes next in an order waits while all accounts together have had what they may', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 1 })
    await dispatchAll(world, 1)
    const [first = ''] = world.holders(1)
    await world.advance(60_000)
    await dispatchAll(world, 2)
    world.account(first).leave()
    world.account(first).decline(1, 'out')
    await world.settle()
    expect(holderOf(world, 1)).toBe('nobody')
    world.reconfigure({ compliance: { ...rules, isEnabled: false } })
    await world.settle()
    expect(holderOf(world, 1)).toBe(holderOf(world, 2))
  })

  test('what would have to wait for too long is refused with the instant at which somebody is free', async () => {
    const world = await openWorld({ maxAccountRequestsPerMinute: 1 }, 30_000)
    await dispatchAll(world, 1, 2)
    await world.advance(10_000)
    await dispatchAll(world, 3)
    expect(world.replies.all).toMatchObject([
      { exchange: 3, code: 'limit_of_each_account', status: 429, retryAfterMs: 50_000 },
    ])
  })

  test('whoever is refused as upstreams ask for rests as well is told of no limit of the operator', async () => {
    const world = await openWorld({ maxAccountRequestsPerMinute: 1 }, 0)
    await dispatchAll(world, 1)
    const other = ['a', 'b'].find((name) => `openai/${name}` !== holderOf(world, 1))
    world.account(other ?? '').cool(90_000)
    await world.settle()
    await dispatchAll(world, 2)
    expect(world.replies.all).toMatchObject([
      { exchange: 2, code: 'all_accounts_resting', retryAfterMs: 60_000 },
    ])
  })

  test('the limit of all accounts together holds, whoever is free', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 2 })
    await dispatchAll(world, 1, 2, 3)
    expect(holderOf(world, 3)).toBe('nobody')
    await world.advance(60_000)
    expect(holderOf(world, 3)).not.toBe('nobody')
  })

  test('a refusal by the limit of all accounts tells when it ends', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 1 }, 0)
    await dispatchAll(world, 1, 2)
    expect(world.replies.all).toMatchObject([
      { exchange: 2, code: 'limit_of_all_accounts', status: 429, retryAfterMs: 60_000 },
    ])
  })

  test('an account has no more in flight than allowed, though it has no limit of its own', async () => {
    const world = await openWorld({ maxAccountConcurrency: 1 })
    await dispatchAll(world, 1, 2, 3)
    expect(['a', 'b'].map((name) => world.account(name).inFlight.size)).toEqual([1, 1])
    world.account('a').serve([...world.account('a').inFlight.keys()][0] ?? 0)
    await world.settle()
    expect(holderOf(world, 3)).toBe('openai/a')
  })

  test('a sign of risk rests the account, and a request makes no more attempts than allowed', async () => {
    const world = await openWorld({ maxAttempts: 2 })
    await dispatchAll(world, 1)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const name = holderOf(world, 1)
      world.account(name).settle(1, {
        outcome: 'failed',
        kind: 'transient',
        code: 'broken',
        status: 502,
        upstreamStatus: 500,
        message: 'm',
      })
      await world.settle()
    }
    expect(world.replies.all).toMatchObject([{ exchange: 1, code: 'broken', attempts: 2 }])
    await dispatchAll(world, 2)
    expect(world.replies.all[1]).toMatchObject({ exchange: 2, retryAfterMs: 300_000 })
    const receipt = await world.receipt('request-2')
    expect(receipt?.candidates.map(({ restCause }) => restCause)).toEqual([
      'guardrail',
      'guardrail',
    ])
  })

  test('that limit is not blamed where every account rests for longer', async () => {
    const world = await openWorld({ maxGlobalRequestsPerMinute: 1 }, 0)
    await dispatchAll(world, 1)
    for (const name of ['a', 'b']) world.account(name).cool(90_000)
    await world.settle()
    await dispatchAll(world, 2)
    expect(world.replies.all).toMatchObject([
      { exchange: 2, code: 'all_accounts_resting', retryAfterMs: 90_000 },
    ])
  })

  test('switched off they are in nobody’s way', async () => {
    const world = await openWorld({ isEnabled: false, maxGlobalRequestsPerMinute: 1 })
    await dispatchAll(world, 1, 2, 3)
    expect([1, 2, 3].map((exchange) => holderOf(world, exchange))).not.toContain('nobody')
  })
})

describe('a request that may make no further attempt', () => {
  test.each([
    ['rate_limited', 429, 'rate_limited'],
    ['quota', 429, 'rate_limited'],
    ['auth', 503, 'overloaded'],
    ['dead', 503, 'overloaded'],
  ] as const)('(%s) ends without the words of the vendor', async (met, status, kind) => {
    const world = await openWorld({ maxAttempts: 1 })
    await dispatchAll(world, 1)
    world.account(holderOf(world, 1)).fail(1, met)
    await world.settle()
    expect(world.replies.all).toMatchObject([
      { exchange: 1, kind, code: 'attempts_used_up', status, retryAfterMs: 1_000 },
    ])
    expect(JSON.stringify(world.replies.all)).not.toContain('org-secret')
  })

  test('may come again soon while another account could serve it', async () => {
    const world = await openWorld({ maxAttempts: 1, riskStatuses: [] })
    await dispatchAll(world, 1)
    world.account(holderOf(world, 1)).fail(1, 'transient', 40_000)
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'scripted_transient', retryAfterMs: 1_000 }])
  })

  test('may come again when the first account has rested, where all do', async () => {
    const world = await openWorld({ maxAttempts: 1 })
    await dispatchAll(world, 1)
    const first = holderOf(world, 1)
    world.account(first === 'openai/a' ? 'b' : 'a').cool(30_000)
    world.account(first).fail(1, 'rate_limited', 40_000)
    await world.settle()
    expect(world.replies.all).toMatchObject([{ code: 'attempts_used_up', retryAfterMs: 30_000 }])
  })
})
