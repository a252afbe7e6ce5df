import { expect, test } from 'bun:test'
import { failureAcross } from '../../src/exchange/answer/failure-across.ts'
import type { Failure } from '../../src/ir/failure.ts'

const failure = (over: Partial<Failure>): Failure => ({
  kind: 'client',
  code: 'invalid_request_error',
  status: 400,
  message: 'no',
  param: 'messages',
  ...over,
})

test.each<[Partial<Failure>, string]>([
  [{ kind: 'context_length' }, 'context_length_exceeded'],
  [{ kind: 'too_large', code: 'rate_limit_exceeded', status: 413 }, 'request_too_large'],
  [{ kind: 'rate_limited', code: 'RATE_LIMIT_EXCEEDED', status: 429 }, 'rate_limit_exceeded'],
  [{ kind: 'quota', code: 'billing_error', status: 429 }, 'insufficient_quota'],
  [{ kind: 'overloaded', code: 'overloaded_error', status: 529 }, 'overloaded'],
  [{ code: 'NOT_FOUND', status: 404 }, 'model_not_found'],
  [{ code: 'content_policy_violation' }, 'content_policy_violation'],
])('%o is known as %s in every protocol', (over, code) => {
  expect(failureAcross(failure(over))).toEqual({ ...failure(over), code })
})
