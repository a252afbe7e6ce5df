import type { SimulatedRequest } from '../../bench/simulate/request.ts'
import type { AccountModel } from '../../bench/simulate/upstream.ts'

/** An account of a simulation that never has any limit. */
export const unlimitedModel: AccountModel = {
  id: 'a',
  requestsPerMinute: 0,
  tokensPerMinute: 0,
  outputTokensPerMinute: 0,
  countsCacheReads: false,
  concurrency: 0,
  tokensPerDay: 0,
  tokensPerWindow: 0,
  windowMs: 0,
  slowness: 1,
  weight: 1,
  priority: 0,
  tier: '',
  cacheLifetimeMs: 300_000,
  noise: 0,
}

/** A request too short for any cache. */
export const shortRequest: SimulatedRequest = {
  id: 1,
  user: 'alice',
  session: 's',
  model: 'model',
  blocks: [],
  inputTokens: 10,
  outputTokens: 1,
  patienceMs: 60_000,
  urgency: 'normal',
}
