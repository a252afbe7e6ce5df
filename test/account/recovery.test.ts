import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { accountActorWith } from '../../src/account/actor.ts'
import type { Failure, FailureKind } from '../../src/ir/failure.ts'
import { modelledUpstream, type Attempted, type Verdict } from '../support/modelled-upstream.ts'
import { openSchedulerWorld, schedulable } from '../support/scheduler-world.ts'

const failure = (kind: FailureKind, retryAfterMs?: number): Failure => ({
  kind,
  code: 'some_code',
  status: kind === 'rate_limited' ? 429 : 502,
  message: 'Words.',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

type Pool = {
  readonly accounts: readonly string[]
  readonly maxConcurrency: number
  readonly seed?: number
  decide(attempted: Attempted): Verdict
}

/** The scheduler and real accounts, before an upstream that is a function, in simulated time. */
const openPool = async ({ accounts, maxConcurrency, seed = 1, decide }: Pool) => {
  const { begin, attempted } = modelledUpstream(decide)
  const world = await openSchedulerWorld({
    seed,
    accounts: accounts.map((name) => schedulable({ id: `openai/${name}`, maxConcurrency })),
    definition: accountActorWith(begin),
    args: { maxWaitMs: 600_000, requestTimeoutMs: 600_000, maxWaiting: 1_000 },
  })
  const startAt = world.simulation.clock.now()
  return {
    world,
    attempted,
    startAt,
    dispatch: (count: number): void => {
      for (let exchange = 1; exchange <= count; exchange += 1)
        world.dispatch({ exchange, isStreaming: false })
    },
  }
}

describe('an account that was limited while many wait', () => {
  test('serves them all once it may, a few first', async () => {
    let isLimited = true
    const { world, attempted, startAt, dispatch } = await openPool({
      accounts: ['a'],
      maxConcurrency: 0,
      decide: () => {
        if (!isLimited) return { afterMs: 1_000 }
        isLimited = false
        return { afterMs: 10, failure: failure('rate_limited', 5_000) }
      },
    })
    world.dispatch({ exchange: 100, isStreaming: false })
    await world.advance(100)
    dispatch(40)
    await world.advance(60_000)
    expect(world.replies.count('answered')).toBe(41)
    const begun = Map.groupBy(attempted.slice(1), ({ at }) => at - startAt - 5_010)
    expect([...begun].map(([at, { length }]) => [at, length])).toEqual([
      [0, 4],
      [1_000, 37],
    ])
  })
})

describe('whatever their upstream does, accounts and scheduler together', () => {
  const kinds = ['transient', 'overloaded', 'rate_limited', 'quota'] as const
  const verdict = fc.record({
    afterMs: fc.integer({ min: 1, max: 3_000 }),
    kind: fc.option(fc.constantFrom(...kinds), { nil: undefined, freq: 3 }),
    retryAfterMs: fc.option(fc.nat(20_000), { nil: undefined }),
  })

  test('keep within the slots, and answer each request once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(verdict, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.constantFrom(1, 2, 3, 8),
        fc.nat(1_000),
        async (verdicts, maxConcurrency, seed) => {
          let next = 0
          const { world, attempted, dispatch } = await openPool({
            accounts: ['a', 'b', 'c'],
            maxConcurrency,
            seed,
            decide: () => {
              const { afterMs, kind, retryAfterMs } = verdicts[next] ?? { afterMs: 500 }
              next += 1
              return kind === undefined
                ? { afterMs }
                : { afterMs, failure: failure(kind, retryAfterMs) }
            },
          })
          dispatch(30)
          for (let minute = 0; minute < 12; minute += 1) await world.advance(60_000)
          for (const { inFlight } of attempted) expect(inFlight).toBeLessThanOrEqual(maxConcurrency)
          const told = world.replies.all.map(({ exchange }) => exchange)
          expect(told.toSorted((one, other) => one - other)).toEqual(
            Array.from({ length: 30 }, (_, index) => index + 1),
          )
        },
      ),
      { numRuns: 20 },
    )
  })
})
