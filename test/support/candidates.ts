import * as fc from 'fast-check'
import type { Candidate } from '../../src/scheduler/mode/index.ts'

export const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  id: 'a',
  model: 'm',
  priority: 0,
  weight: 1,
  inFlight: 0,
  maxConcurrency: 0,
  restMs: 0,
  usedAt: -1,
  latencyMs: 0,
  isBound: false,
  tries: 0,
  ...over,
})

/** Accounts in every state, at most one of them bound. */
export const candidates = (): fc.Arbitrary<Candidate[]> =>
  fc
    .tuple(
      fc.array(
        fc.record({
          priority: fc.nat(2),
          weight: fc.integer({ min: 1, max: 4 }),
          inFlight: fc.nat(4),
          maxConcurrency: fc.nat(4),
          restMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 })),
          usedAt: fc.integer({ min: -1, max: 10_000 }),
          latencyMs: fc.nat(500),
          tries: fc.nat(1),
        }),
        { maxLength: 6 },
      ),
      fc.nat(8),
    )
    .map(([list, bound]) =>
      list.map((fields, index) =>
        candidate({ ...fields, id: `account-${index}`, isBound: index === bound }),
      ),
    )
