import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Failure } from '../../src/ir/failure.ts'
import { flattenFailure, readFailure } from '../../src/ir/flat-failure.ts'

const failure: fc.Arbitrary<Failure> = fc.record(
  {
    kind: fc.constantFrom('client', 'auth', 'rate_limited', 'transient'),
    code: fc.string(),
    status: fc.integer({ min: 400, max: 599 }),
    message: fc.string(),
    param: fc.string({ minLength: 1 }),
    retryAfterMs: fc.nat(),
  },
  { requiredKeys: ['kind', 'code', 'status', 'message'] },
)

test('a failure is the same after its way through a flat message', () => {
  fc.assert(
    fc.property(failure, (one) => {
      expect(readFailure(structuredClone(flattenFailure(one)))).toEqual(one)
    }),
  )
})
