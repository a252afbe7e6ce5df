import { expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import type { SimulatedRequest } from '../../bench/simulate/request.ts'
import { UpstreamAccount } from '../../bench/simulate/upstream.ts'
import { shortRequest, unlimitedModel } from '../support/modelled-account.ts'

const DAY_MS = 86_400_000

const request: SimulatedRequest = { ...shortRequest, inputTokens: 900, outputTokens: 100 }

test('a quota of a day is whole again at midnight, also to whoever only looks', () => {
  const upstream = new UpstreamAccount({ ...unlimitedModel, tokensPerDay: 1_000 }, seededRandom(1))
  upstream.begin(request, 0)
  expect(upstream.objection(request, DAY_MS - 1_000)).toMatchObject({
    status: 429,
    isQuota: true,
    retryAfterMs: 1_000,
  })
  expect(upstream.objection(request, DAY_MS)).toBeUndefined()
})
