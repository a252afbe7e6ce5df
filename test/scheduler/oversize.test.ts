import { describe, expect, test } from 'bun:test'
import type { Room } from '../../src/account/messages.ts'
import type { Failed } from '../../src/exchange/messages.ts'
import type { ModeName } from '../../src/scheduler/messages.ts'
import {
  noGuardrails,
  openSchedulerWorld,
  type SchedulerWorld,
  type SchedulerWorldOptions,
} from '../support/scheduler-world.ts'

/** Of an account of the first tier, and of one that has paid for years. */
const SMALL = 30_000
const LARGE = 2_000_000

/** The account has told that so many tokens of `m` fit in when nothing is used, and that nothing is. */
const tellLimit = (
  world: SchedulerWorld,
  account: string,
  limit: number,
  over: Partial<Room> = {},
): void => {
  const at = world.simulation.clock.now()
  const room = { model: 'm', limit, countsCached: true, left: limit, at, fullAt: at, ...over }
  const { status } = world.account(account)
  world.account(account).change({ ...status, rooms: [room] })
}

/** Accounts by their limits; 0: nobody has said. */
const open = async (
  limits: Readonly<Record<string, number>>,
  over: SchedulerWorldOptions = {},
): Promise<SchedulerWorld> => {
  const world = await openSchedulerWorld({ accounts: Object.keys(limits), ...over })
  for (const [account, limit] of Object.entries(limits))
    if (limit > 0) tellLimit(world, account, limit)
  await world.settle()
  return world
}

const holders = (world: SchedulerWorld, exchange: number): readonly string[] =>
  world.holders(exchange).map((account) => account.slice('openai/'.length))

const send = async (world: SchedulerWorld, exchange: number, tokens: number, session = '') => {
  world.dispatch({ exchange, session, body: 'wor '.repeat(tokens) })
  await world.settle()
  return holders(world, exchange)
}

const words = 'Request too large for m in organization [organization]: Limit 30000'

/** Its upstream refuses it by the whole limit, which the account tells. */
const refuse = async (world: SchedulerWorld, exchange: number, neededTokens: number, limit = 0) => {
  const [name = ''] = holders(world, exchange)
  if (limit > 0) tellLimit(world, name, limit)
  const failure = { code: 'rate_limit_exceeded', status: 413, message: words, upstreamStatus: 429 }
  world
    .account(name)
    .settle(exchange, { ...failure, outcome: 'failed', kind: 'too_large', neededTokens })
  await world.settle()
  return name
}

const answerOf = (world: SchedulerWorld, exchange: number): Failed | undefined =>
  world.replies.all.findLast(
    (reply): reply is Failed => reply.type === 'failed' && reply.exchange === exchange,
  )

const everyMode: readonly ModeName[] = [
  'balance',
  'cache_first',
  'performance_first',
  'sticky_no_cache',
  'round_robin_with_cache',
  'round_robin_no_cache',
]

describe('a prompt that is longer than a whole limit', () => {
  test.each(everyMode)('goes to the one account of a larger limit in %s', async (mode) => {
    const small = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, SMALL]))
    const world = await open({ ...small, z: LARGE }, { mode })
    for (const exchange of [1, 2, 3]) expect(await send(world, exchange, 36_000)).toEqual(['z'])
  })

  test('goes to one whose limit nobody knows before one whose limit is too small', async () => {
    const world = await open({ a: SMALL, b: SMALL, c: 0 }, { mode: 'sticky_no_cache' })
    expect(await send(world, 1, 36_000)).toEqual(['c'])
  })

  test('waits for a slot of the larger one rather than ask the others in vain', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    expect(await send(world, 2, 36_000)).toEqual([])
    expect(await send(world, 3, 1_000)).toEqual(['a'])
    world.account('a').serve(3)
    await world.settle()
    expect(holders(world, 2)).toEqual([])
    world.account('z').serve(1)
    await world.settle()
    expect(holders(world, 2)).toEqual(['z'])
  })

  test('holds up nobody who fits in, wherever it stands', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    expect(await send(world, 2, 10)).toEqual(['a'])
    for (const [exchange, tokens] of [
      [3, 36_000],
      [4, 10],
    ] as const)
      expect(await send(world, exchange, tokens)).toEqual([])
    world.account('a').serve(2)
    await world.settle()
    expect([holders(world, 3), holders(world, 4)]).toEqual([[], ['a']])
  })

  test('holds up nobody either where the limit becomes known while it waits', async () => {
    const world = await open({ a: 0, z: 0 }, { maxConcurrency: 1, mode: 'sticky_no_cache' })
    for (const exchange of [1, 2, 3, 4, 5])
      await send(world, exchange, exchange === 4 ? 36_000 : 10)
    world.account('z').change({ ...world.account('z').status })
    await world.settle()
    tellLimit(world, 'a', SMALL)
    await world.settle()
    for (const exchange of [1, 3]) {
      world.account('a').serve(exchange)
      await world.settle()
    }
    expect([holders(world, 4), holders(world, 5)]).toEqual([[], ['a']])
  })

  test('goes by the limit that is just too small for it', async () => {
    const world = await open({ a: SMALL, b: 60_000, z: LARGE }, { mode: 'sticky_no_cache' })
    const asked = [10, 36_000, 70_000, 10]
    const served: string[] = []
    for (const [exchange, tokens] of asked.entries()) {
      const [name = ''] = await send(world, exchange + 1, tokens)
      served.push(name)
      world.account(name).serve(exchange + 1)
      await world.settle()
    }
    expect(served).toEqual(['a', 'b', 'z', 'a'])
  })

  test('goes by the limits of the accounts that there are, once these are others', async () => {
    const world = await open({ a: 0, b: SMALL, c: 0 }, { mode: 'sticky_no_cache' })
    await send(world, 1, 36_000)
    world.account('a').serve(1)
    await world.settle()
    world.reconfigure({ accounts: ['b', 'c'].map(world.settingsOf) })
    for (const exchange of [2, 3]) expect(await send(world, exchange, 36_000)).toEqual(['c'])
  })

  test('is asked for at a small one when no larger one can serve in time: its length is a guess', async () => {
    const world = await open({ a: SMALL, z: LARGE })
    world.account('z').cool(600_000)
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test.each([
    ['at once where it is far longer than all limits', 90_000, ['a']],
    ['when all is free where it is a little longer', 31_000, []],
  ] as const)('is asked for %s', async (_name, tokens, holder) => {
    const world = await openSchedulerWorld()
    tellLimit(world, 'a', SMALL, { left: 0, fullAt: world.simulation.clock.now() + 50_000 })
    await world.settle()
    expect(await send(world, 1, tokens)).toEqual([...holder])
    await world.advance(50_001)
    expect(holders(world, 1)).toEqual(['a'])
  })

  test('may go anywhere where what is cached is left out of the limit: nobody can guess it', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'z'], mode: 'sticky_no_cache' })
    for (const [name, limit] of [
      ['a', SMALL],
      ['z', LARGE],
    ] as const)
      tellLimit(world, name, limit, { countsCached: false })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test('by another model’s limit is nothing', async () => {
    const world = await open({ a: LARGE, b: SMALL, z: 0 }, { mode: 'sticky_no_cache' })
    const { status } = world.account('a')
    const other = status.rooms.map((room) => ({ ...room, model: 'another', limit: SMALL }))
    world.account('a').change({ ...status, rooms: [...other, ...status.rooms] })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['a'])
  })

  test('takes its session along to the larger account', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { mode: 'cache_first' })
    const holder = async (exchange: number, tokens: number) => {
      const [name = ''] = await send(world, exchange, tokens, 'talk')
      world.account(name).serve(exchange)
      return name
    }
    world.account('z').cool(1_000)
    await world.settle()
    expect(await holder(1, 1_000)).toBe('a')
    await world.advance(2_000)
    expect([await holder(2, 2_000), await holder(3, 36_000), await holder(4, 2_000)]).toEqual([
      'a',
      'z',
      'z',
    ])
  })
})

describe('what an upstream refuses by its whole limit', () => {
  test('goes on at an account that may take it, and nobody rests for it', async () => {
    const world = await open({ a: 0, b: SMALL, z: LARGE }, { mode: 'sticky_no_cache' })
    expect(await send(world, 1, 20_000)).toEqual(['a'])
    await refuse(world, 1, 36_278, SMALL)
    expect(holders(world, 1)).toEqual(['z'])
    expect(await send(world, 2, 10)).toEqual(['a'])
    expect([...world.accounts.values()].map(({ status }) => status.cooldowns)).toEqual([[], [], []])
  })

  test('is asked for of nobody of whom it is known that it needs more', async () => {
    const limits = { a: 0, b: SMALL, c: 36_277, d: 36_278, z: LARGE }
    const world = await open(limits, { mode: 'sticky_no_cache' })
    await send(world, 1, 20_000)
    await refuse(world, 1, 36_278)
    expect(holders(world, 1)).toEqual(['d'])
  })

  test('is asked for of nobody who has less, also where guesses do not leave it out', async () => {
    const world = await openSchedulerWorld({
      accounts: ['a', 'f', 'g', 'z'],
      mode: 'sticky_no_cache',
    })
    tellLimit(world, 'a', SMALL)
    for (const name of ['f', 'g']) tellLimit(world, name, SMALL, { countsCached: false })
    await world.settle()
    expect(await send(world, 1, 36_000)).toEqual(['f'])
    await refuse(world, 1, SMALL + 1)
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('needs what was said once, whatever else is said or not', async () => {
    const world = await open({ a: 0, b: 0, c: 35_000, z: 0 }, { mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    expect([await refuse(world, 1, 40_000), await refuse(world, 1, 0)]).toEqual(['a', 'b'])
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('is answered at once when every limit is known to be too small, in words that help', async () => {
    const world = await open({ a: 0, b: SMALL })
    await send(world, 1, 40_000)
    expect(await refuse(world, 1, 36_278, SMALL)).toBe('a')
    expect(answerOf(world, 1)).toMatchObject({
      kind: 'too_large',
      code: 'request_too_large',
      status: 413,
      retryAfterMs: -1,
      attempts: 1,
    })
    expect(answerOf(world, 1)?.message).toMatch(
      /shorten the prompt.* add an account with a larger limit.* The upstream said: Request too large for m/,
    )
  })

  test('says when to come back where a larger one only rests', async () => {
    const world = await open({ a: SMALL, z: LARGE })
    world.account('z').cool(600_000)
    await world.settle()
    await send(world, 1, 36_000)
    await refuse(world, 1, 36_278, SMALL)
    expect(answerOf(world, 1)).toMatchObject({
      code: 'all_accounts_resting',
      status: 429,
      retryAfterMs: 600_000,
    })
  })

  test('is asked for once at each account where no numbers are told', async () => {
    const world = await open({ a: 0, b: 0 })
    await send(world, 1, 40_000)
    const asked = [await refuse(world, 1, 0), await refuse(world, 1, 0)]
    expect(asked.toSorted()).toEqual(['a', 'b'])
    expect(answerOf(world, 1)?.code).toBe('request_too_large')
  })

  test('is asked for at eight accounts of unknown limits, no more, and may come again', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `a${index}`)
    const world = await open(Object.fromEntries(names.map((name) => [name, 0])))
    await send(world, 1, 40_000)
    for (let count = 0; count < 8; count += 1) await refuse(world, 1, 50_000, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'attempts_used_up', status: 503, attempts: 8 })
    expect(answerOf(world, 1)?.retryAfterMs).toBeGreaterThan(0)
    await send(world, 2, 40_000)
    for (let count = 0; count < 4; count += 1) await refuse(world, 2, 50_000, SMALL)
    expect(answerOf(world, 2)).toMatchObject({ code: 'request_too_large', attempts: 4 })
  })

  test('is answered so, too, where the eighth account was the last', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `a${index}`)
    const world = await open(Object.fromEntries(names.map((name) => [name, 0])))
    await send(world, 1, 40_000)
    for (let count = 0; count < 8; count += 1) await refuse(world, 1, 50_000, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'request_too_large', attempts: 8 })
  })

  test('waits for a larger one as long as its limit is full', async () => {
    const world = await open({ a: 0 }, { accounts: ['a', 'z'], mode: 'sticky_no_cache' })
    const fullAt = world.simulation.clock.now() + 60_000
    tellLimit(world, 'z', 60_000, { left: 0, fullAt })
    await world.settle()
    await send(world, 1, 100)
    await refuse(world, 1, 36_000, SMALL)
    expect(holders(world, 1)).toEqual([])
    expect((await world.receipt('request-1'))?.steps.at(-1)?.detail).toBe(
      'for room in the limit of tokens, 36000 ms; accounts are left out whose whole limit is less than its 36000 tokens',
    )
    await world.advance(36_000 - 1)
    expect(holders(world, 1)).toEqual([])
    await world.advance(2)
    expect(holders(world, 1)).toEqual(['z'])
  })

  test('is given to an account whose limit has become larger, while it waits', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { maxConcurrency: 1 })
    await send(world, 1, 36_000)
    await send(world, 2, 36_000)
    tellLimit(world, 'a', LARGE)
    await world.settle()
    expect([holders(world, 1), holders(world, 2)]).toEqual([['z'], ['a']])
  })

  test('ends for want of attempts in words that fit', async () => {
    const compliance = { ...noGuardrails, isEnabled: true, maxAccountConcurrency: 9 }
    const args = { compliance: { ...compliance, maxAttempts: 1, riskStatuses: [429] } }
    const world = await open({ a: 0, z: LARGE }, { args, mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    await refuse(world, 1, 36_278, SMALL)
    expect(answerOf(world, 1)).toMatchObject({ code: 'attempts_used_up', status: 503 })
    expect(await send(world, 2, 10)).toEqual(['a'])
  })

  test('is asked for at the one account that has what it names, whose answer it is', async () => {
    const world = await open({ a: SMALL, z: LARGE }, { mode: 'sticky_no_cache' })
    await send(world, 1, 10)
    world.account('a').make(1, ['resp_1'])
    world.account('a').serve(1)
    const body = 'wor '.repeat(40_000)
    world.dispatch({ exchange: 2, body, references: '! previous_response_id resp_1' })
    await world.settle()
    expect(await refuse(world, 2, 40_100)).toBe('a')
    expect(answerOf(world, 2)).toMatchObject({
      code: 'request_too_large',
      attempts: 1,
      message: expect.stringContaining('where what this request names is kept'),
    })
  })
})

test('a decision says of each account that is too small for the prompt that it is', async () => {
  const world = await open({ a: SMALL, z: LARGE })
  await send(world, 1, 36_000)
  const notes = async (exchange: number) =>
    (await world.receipt(`request-${exchange}`))?.candidates.map(({ refusal }) => refusal)
  const reason = 'the prompt is larger than its whole limit of 30000 tokens'
  expect(await notes(1)).toEqual([`${reason}, as far as its length tells`, ''])
  tellLimit(world, 'z', 36_000)
  await world.settle()
  await refuse(world, 1, 36_278)
  expect(await notes(1)).toEqual([reason, expect.stringContaining('limit of 36000 tokens')])
  expect((await world.receipt('request-1'))?.steps).toMatchObject([
    {
      type: 'offered',
      detail:
        'accounts are left out whose whole limit is less than its 36000 tokens, which its length tells',
    },
    { type: 'failed', detail: '429 too_large (rate_limit_exceeded)' },
    { type: 'failed', detail: 'request_too_large' },
  ])
})
