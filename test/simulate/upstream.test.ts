import { expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import type { SimulatedRequest } from '../../bench/simulate/request.ts'
import { UpstreamAccount } from '../../bench/simulate/upstream.ts'

const DAY_MS = 86_400_000

const account = (tokensPerDay: number): UpstreamAccount =>
  new UpstreamAccount(
    {
      id: 'a',
      requestsPerMinute: 0,
      tokensPerMinute: 0,
      countsCacheReads: false,
      concurrency: 0,
      tokensPerDay,
      slowness: 1,
      weight: 1,
      priority: 0,
      tier: '',
      cacheLifetimeMs: 300_000,
      noise: 0,
    },
    seededRandom(1),
  )

const request: SimulatedRequest = {
  id: 1,
  user: 'alice',
  session: 's',
  model: 'model',
  blocks: [{ mark: 'whole', bytes: 3_600 }],
  inputTokens: 900,
  outputTokens: 100,
  patienceMs: 60_000,
  urgency: 'normal',
}

test('a quota of a day is whole again at midnight, also to whoever only looks', () => {
  const upstream = account(1_000)
  upstream.begin(request, 0)
  expect(upstream.objection(request, DAY_MS - 1_000)).toMatchObject({
    status: 429,
    isQuota: true,
    retryAfterMs: 1_000,
  })
  expect(upstream.objection(request, DAY_MS)).toBeUndefined()
})
