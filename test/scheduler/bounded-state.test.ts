import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { openBindings } from '../../src/scheduler/session/bindings.ts'
import type { Trace } from '../../src/scheduler/explaining/receipt.ts'
import { noOutlook } from '../../src/scheduler/choice/outlook.ts'
import { openReceipts } from '../../src/scheduler/explaining/receipts.ts'
import { openSchedulerWorld } from '../support/scheduler-world.ts'

describe('bindings', () => {
  test('are as many as may be, and the one unused longest gives way', () => {
    const bindings = openBindings(2)
    bindings.bind('one', 'a', 1)
    bindings.bind('two', 'a', 2)
    bindings.bind('one', 'a', 3)
    bindings.bind('three', 'b', 4)
    const accounts = ['one', 'two', 'three'].map((session) => bindings.accountOf(session, 5))
    expect(accounts).toEqual(['a', undefined, 'b'])
    expect(bindings.size).toBe(2)
  })

  test('are 100,000 where nobody says otherwise', () => {
    const bindings = openBindings()
    for (let at = 0; at <= 100_000; at += 1) bindings.bind(String(at), 'a', 0)
    expect([bindings.size, bindings.accountOf('0', 0), bindings.accountOf('1', 0)]).toEqual([
      100_000,
      undefined,
      'a',
    ])
  })

  test('are forgotten when they were not used for too long', () => {
    const bindings = openBindings(10, 100)
    bindings.bind('one', 'a', 0)
    expect(bindings.accountOf('one', 100)).toBe('a')
    expect([bindings.accountOf('one', 101), bindings.size]).toEqual([undefined, 0])
  })

  test('are released one by one, or with their account', () => {
    const bindings = openBindings()
    bindings.bind('one', 'a', 0)
    bindings.bind('two', 'b', 0)
    bindings.bind('three', 'a', 0)
    bindings.releaseAccounts(new Set(['a']))
    expect([bindings.size, bindings.accountOf('two', 0)]).toEqual([1, 'b'])
    bindings.release('two')
    bindings.release('unknown')
    expect(bindings.size).toBe(0)
  })

  test('that are restored are behind those made meanwhile, and no more than may be', () => {
    const bindings = openBindings(3)
    bindings.bind('two', 'meanwhile', 9)
    const stored = ['one', 'two', 'three', 'four'].map((session, index) => ({
      session,
      account: 'a',
      boundAt: index,
      usedAt: index,
      uses: 2,
    }))
    bindings.restore(stored, 10)
    expect(bindings.list().map(({ session, account }) => `${session} ${account}`)).toEqual([
      'three a',
      'four a',
      'two meanwhile',
    ])
  })

  test('tell what has changed, what gave way and what was released included', () => {
    const bindings = openBindings(2)
    for (const session of ['one', 'two', 'three']) bindings.bind(session, 'a', 1)
    bindings.release('two')
    const changes = bindings.takeChanges()
    expect(changes.map(({ session, binding }) => [session, binding?.account])).toEqual([
      ['one', undefined],
      ['two', undefined],
      ['three', 'a'],
    ])
    expect([bindings.hasChanges, bindings.takeChanges()]).toEqual([false, []])
  })

  test('never are more than may be', () => {
    const session = fc.integer({ min: 0, max: 30 }).map(String)
    fc.assert(
      fc.property(fc.array(session), fc.integer({ min: 1, max: 5 }), (sessions, most) => {
        const bindings = openBindings(most)
        for (const [at, name] of sessions.entries()) {
          bindings.bind(name, 'a', at)
          expect(bindings.accountOf(name, at)).toBe('a')
          expect(bindings.size).toBeLessThanOrEqual(most)
        }
      }),
    )
  })
})

const trace = (requestId: string, model = 'm'): Trace => ({
  requestId,
  exchange: 1,
  dispatchedAt: 0,
  model,
  mode: 'balance',
  session: '',
  stage: 'ended',
  account: '',
  attempts: 0,
  waitedMs: 0,
  totalMs: 0,
  choice: noOutlook,
  begunAt: 0,
  chosenAt: 0,
  steps: [],
})

test('receipts are as many as may be, the latest of each request', () => {
  const receipts = openReceipts(2)
  for (const id of ['one', 'two', 'one', 'three']) receipts.keep(trace(id, id))
  const found = ['one', 'two', 'three'].map((id) => receipts.find(id)?.model)
  expect(found).toEqual(['one', undefined, 'three'])
})

test('a receipt among many accounts tells of those that the choice had to do with, and counts the others', async () => {
  const world = await openSchedulerWorld({
    accounts: Array.from({ length: 100 }, (_, index) => `a${index}`),
  })
  world.dispatch()
  await world.settle()
  const [id = ''] = world.holders(1)
  world.account(id).serve(1)
  await world.settle()
  const { candidates = [], others } = (await world.receipt('request-1')) ?? {}
  expect([candidates.length, candidates[0]?.account, others]).toEqual([3, id, 97])
})
