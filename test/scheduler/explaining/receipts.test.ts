import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { Receipt } from '../../../src/scheduler/messages.ts'
import {
  noGuardrails,
  openSchedulerWorld,
  schedulable,
  type SchedulerWorld,
} from '../../support/scheduler-world.ts'
import { openWaitingByChoice } from '../../support/waiting-by-choice.ts'

const receiptOf = async (world: SchedulerWorld, exchange = 1): Promise<Receipt> => {
  const receipt = await world.receipt(`request-${exchange}`)
  if (receipt === null) throw new Error('no receipt')
  return receipt
}

const noteOf = async (world: SchedulerWorld, account: string, exchange = 1) =>
  (await receiptOf(world, exchange)).candidates.find((note) => note.account === account)

const detailsOf = ({ steps }: Receipt): readonly string[] =>
  steps.map(({ type, account, detail }) =>
    [type, account, detail].filter((word) => word !== '').join(' '),
  )

describe('a receipt', () => {
  test('of a request that goes on says where it is', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch()
    world.dispatch({ exchange: 2 })
    await world.advance(3_000)
    const stages = [await receiptOf(world, 1), await receiptOf(world, 2)]
    expect(stages).toMatchObject([
      { stage: 'assigned', account: 'openai/a', waitedMs: 0, totalMs: 3_000 },
      { stage: 'waiting', account: '', waitedMs: 3_000, totalMs: 3_000 },
    ])
  })

  test('of a request that ended stays as it was then', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').serve(1)
    await world.advance(5_000)
    expect(await receiptOf(world)).toMatchObject({ stage: 'ended', totalMs: 0 })
  })

  test('says with which status the upstream refused the request itself', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').settle(1, { outcome: 'refused', upstreamStatus: 404 })
    await world.settle()
    expect(detailsOf(await receiptOf(world))).toEqual([
      'offered openai/a',
      'ended openai/a refused 404',
    ])
  })

  test('says what an answer met that its client has seen the beginning of', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    world.account('a').commit(1)
    await world.settle()
    world.account('a').settle(1, {
      outcome: 'failed',
      isCommitted: true,
      kind: 'transient',
      code: 'upstream_unreachable',
      status: 502,
      upstreamStatus: 0,
      message: 'm',
    })
    await world.settle()
    expect(detailsOf(await receiptOf(world))).toEqual([
      'offered openai/a',
      'committed openai/a',
      'failed openai/a transient (upstream_unreachable)',
    ])
  })

  test('that was asked for is not changed by what comes after', async () => {
    const world = await openSchedulerWorld()
    world.dispatch()
    await world.settle()
    const before = await receiptOf(world)
    world.account('a').serve(1)
    await world.settle()
    expect(detailsOf(before)).toEqual(['offered openai/a'])
  })

  test('tells of a failed attempt what the upstream said and what it was taken for', async () => {
    const world = await openSchedulerWorld({ accounts: ['a'] })
    world.dispatch()
    await world.settle()
    world.account('a').settle(1, {
      outcome: 'failed',
      kind: 'overloaded',
      code: 'busy',
      upstreamStatus: 529,
    })
    await world.settle()
    expect(detailsOf(await receiptOf(world))[1]).toBe('failed openai/a 529 overloaded (busy)')
  })

  test('tells of an attempt that nobody answered no status', async () => {
    const world = await openSchedulerWorld({ accounts: ['a'] })
    world.dispatch()
    await world.settle()
    world.account('a').fail(1)
    await world.settle()
    const [, failed] = detailsOf(await receiptOf(world))
    expect(failed).toBe('failed openai/a transient (scripted_transient)')
  })
})

describe('a receipt says what a request waits for', () => {
  test('a slot', async () => {
    const world = await openSchedulerWorld({ maxConcurrency: 1 })
    world.dispatch()
    world.dispatch({ exchange: 2 })
    await world.settle()
    expect(detailsOf(await receiptOf(world, 2))).toEqual(['waiting for a slot'])
  })

  test('the end of a rest', async () => {
    const world = await openSchedulerWorld()
    world.account('a').cool(7_000)
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(detailsOf(await receiptOf(world))).toEqual(['waiting for the end of a rest, 7000 ms'])
  })

  test('an account to start', async () => {
    const world = await openSchedulerWorld({ isIdle: true })
    world.dispatch()
    await world.settle()
    expect(detailsOf(await receiptOf(world))).toEqual(['waiting for an account to start'])
  })

  test('the limit of all accounts, which it also tells beside them', async () => {
    const compliance = { ...noGuardrails, isEnabled: true, maxGlobalRequestsPerMinute: 1 }
    const world = await openSchedulerWorld({ args: { compliance } })
    world.dispatch()
    await world.settle()
    world.account('a').serve(1)
    await world.settle()
    world.dispatch({ exchange: 2 })
    await world.settle()
    const receipt = await receiptOf(world, 2)
    expect(detailsOf(receipt)).toEqual(['waiting for the limit of all accounts, 60000 ms'])
    expect(receipt.guardedMs).toBe(60_000)
  })

  test('one account, for its cache', async () => {
    const { world, own } = await openWaitingByChoice()
    expect(detailsOf(await receiptOf(world, 2))).toEqual([
      `waiting ${own} for the end of a rest, 5000 ms, as its cache is worth it`,
    ])
  })
})

describe('a receipt tells of each account', () => {
  test.each([
    ['ready', () => undefined],
    ['resting', (world: SchedulerWorld) => world.account('a').cool(9_000)],
    ['refused', (world: SchedulerWorld) => world.account('a').leave()],
    ['full', (world: SchedulerWorld) => world.dispatch({ exchange: 9 })],
  ] as const)('whether it could have served: %s', async (state, make) => {
    const world = await openSchedulerWorld({ accounts: ['a'], maxConcurrency: 1 })
    make(world)
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(await noteOf(world, 'openai/a')).toMatchObject({ state })
  })

  test('its plan, and how long until its quota is whole', async () => {
    const world = await openSchedulerWorld({ accounts: [schedulable({ tier: 'Pro plan' }), 'b'] })
    const resetsAt = world.simulation.clock.now() + 40_000
    const quota = { model: '', left: 0.4, resetsAt }
    world.account('a').change({ ...freshStatus, quotas: [quota] })
    await world.settle()
    world.dispatch()
    await world.settle()
    expect(await noteOf(world, 'openai/a')).toMatchObject({
      tier: 'pro',
      quotaLeft: 0.4,
      quotaResetMs: 40_000,
    })
    expect(await noteOf(world, 'openai/b')).toMatchObject({ tier: '', quotaResetMs: 0 })
  })

  test('how long it was unused', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'] })
    world.dispatch()
    await world.settle()
    const [first = ''] = world.holders(1)
    world.account(first).serve(1)
    await world.advance(2_500)
    world.dispatch({ exchange: 2 })
    await world.settle()
    const { candidates } = await receiptOf(world, 2)
    expect(candidates.map(({ account, idleMs }) => [account === first, idleMs]).toSorted()).toEqual(
      [
        [false, -1],
        [true, 2_500],
      ],
    )
  })

  test('what of the prompt it had in its cache, also where that did not lead the request there', async () => {
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], mode: 'cache_first' })
    const prefixes = '300000 a:40000'
    world.dispatch({ prefixes })
    await world.settle()
    const [first = ''] = world.holders(1)
    world.account(first).serve(1)
    world.account(first).cool(3_600_000)
    await world.settle()
    world.dispatch({ exchange: 2, prefixes })
    await world.settle()
    const { candidates } = await receiptOf(world, 2)
    const warm = candidates.filter(({ warmTokens }) => warmTokens > 0)
    expect(warm).toMatchObject([{ account: first, state: 'resting', warmTokens: 10_000 }])
  })

  test('whether the operator prefers it', async () => {
    const args = { preferredAccount: 'openai/b' }
    const world = await openSchedulerWorld({ accounts: ['a', 'b'], args })
    world.dispatch()
    await world.settle()
    const { candidates } = await receiptOf(world)
    expect(candidates.filter(({ isPreferred }) => isPreferred)).toMatchObject([
      { account: 'openai/b' },
    ])
  })
})
