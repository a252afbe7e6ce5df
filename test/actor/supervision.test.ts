import { describe, expect, test } from 'bun:test'
import { assert, double, integer, property, record } from 'fast-check'
import type { Supervision } from '../../src/actor/index.ts'
import { backoffDelay, decide, type FailureCase } from '../../src/actor/supervision.ts'

const middle = { next: () => 0.5 }

const restarting: Supervision = {
  onFailure: 'restart',
  backoff: { minMs: 100, maxMs: 1_000, jitter: 0.5 },
  limit: { restarts: 3, withinMs: 10_000 },
}

const failureCase = (facts: Partial<FailureCase>): FailureCase => ({
  supervision: restarting,
  restarts: [],
  hasBehavior: true,
  now: 20_000,
  random: middle,
  ...facts,
})

const policy = (onFailure: Supervision['onFailure']): Supervision => ({ ...restarting, onFailure })

describe('a failed actor', () => {
  test('restarts after the least delay the first time', () => {
    expect(decide(failureCase({}))).toEqual({ type: 'restart', delayMs: 100 })
  })

  test('waits twice as long with each restart of the window', () => {
    const restarts = [19_000, 19_500]
    expect(decide(failureCase({ restarts }))).toEqual({ type: 'restart', delayMs: 400 })
  })

  test('is forgiven restarts that left the window', () => {
    const restarts = [1, 2, 3, 4, 10_000]
    expect(decide(failureCase({ restarts }))).toEqual({ type: 'restart', delayMs: 100 })
  })

  test('stops when the window holds as many restarts as the limit', () => {
    const restarts = [19_000, 19_500, 19_700]
    expect(decide(failureCase({ restarts }))).toEqual({ type: 'stop' })
  })

  test('resumes, stops or escalates as its policy says', () => {
    const decisions = (['resume', 'stop', 'escalate'] as const).map((onFailure) =>
      decide(failureCase({ supervision: policy(onFailure) })),
    )
    expect(decisions).toEqual([{ type: 'resume' }, { type: 'stop' }, { type: 'escalate' }])
  })

  test('cannot resume what was never set up', () => {
    const failed = failureCase({ supervision: policy('resume'), hasBehavior: false })
    expect(decide(failed)).toEqual({ type: 'stop' })
  })
})

test('a backoff stays within its greatest delay and its jitter', () => {
  const cases = record({
    minMs: integer({ min: 0, max: 1_000 }),
    maxMs: integer({ min: 1_000, max: 60_000 }),
    jitter: double({ min: 0, max: 1, noNaN: true }),
    earlier: integer({ min: 0, max: 2_000 }),
    drawn: double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  assert(
    property(cases, ({ minMs, maxMs, jitter, earlier, drawn }) => {
      const delayMs = backoffDelay({ minMs, maxMs, jitter }, earlier, { next: () => drawn })
      expect(delayMs).toBeGreaterThanOrEqual(0)
      expect(delayMs).toBeLessThanOrEqual(maxMs * (1 + jitter))
    }),
  )
})
