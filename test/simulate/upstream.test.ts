import { expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import type { SimulatedRequest } from '../../bench/simulate/request.ts'
import { policies } from '../../bench/simulate/policies.ts'
import { run } from '../../bench/simulate/run.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'
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

test('what answers have is a limit of its own, which comes back over a minute', () => {
  const upstream = new UpstreamAccount(
    { ...unlimitedModel, outputTokensPerMinute: 150 },
    seededRandom(1),
  )
  upstream.begin(request, 0)
  expect(upstream.objection(request, 0)).toMatchObject({ status: 429, retryAfterMs: 20_000 })
  expect(upstream.objection(request, 20_000)).toBeUndefined()
  expect(upstream.announced(0)).toEqual([
    undefined,
    undefined,
    { left: 1 / 3, fullMs: expect.closeTo(40_000) },
  ])
})

const HOUR_MS = 3_600_000
const balance = policies.find(({ name }) => name === 'balance')
const subscription = { ...unlimitedModel, tokensPerWindow: 1_000, windowMs: 5 * HOUR_MS }

test('a window begins with the first request after the one before, and is spent until its end', () => {
  const upstream = new UpstreamAccount(subscription, seededRandom(1))
  expect(upstream.announcedWindow(HOUR_MS)).toBeUndefined()
  upstream.begin(request, 2 * HOUR_MS)
  expect(upstream.announcedWindow(3 * HOUR_MS)).toEqual({ left: 0, endsInMs: 4 * HOUR_MS })
  expect(upstream.objection(request, 3 * HOUR_MS)).toMatchObject({
    status: 429,
    isQuota: true,
    retryAfterMs: 4 * HOUR_MS,
  })
  expect(upstream.objection(request, 7 * HOUR_MS)).toBeUndefined()
  expect(upstream.announcedWindow(7 * HOUR_MS)).toBeUndefined()
})

test('what is unused is told of the windows and of the days that have ended', () => {
  const upstream = new UpstreamAccount(
    { ...subscription, tokensPerDay: 2_000, tokensPerWindow: 4_000 },
    seededRandom(1),
  )
  for (const at of [HOUR_MS, 8 * HOUR_MS, 25 * HOUR_MS]) upstream.begin(request, at)
  expect(upstream.unusedIn(2)).toEqual([0, 0.5, 0.75, 0.75, 0.75])
  expect(upstream.unusedIn(1)).toEqual([0, 0.75, 0.75])
})

test('an account whose answer says that its window is spent rests until its end, unasked', async () => {
  const scenario = await readScenario('agents', { accounts: 10, hours: 10, seed: 1 })
  const [kind] = scenario.fleet.classes
  if (kind === undefined) throw new Error('there are accounts')
  // Hardly more than one prompt: now and then an answer is what is left.
  const classes = [{ ...kind, tokensPerWindow: 10_000, windowMs: 5 * HOUR_MS }]
  const rests: number[] = []
  if (balance === undefined) throw new Error('there is a balance')
  await run(
    balance,
    { ...scenario, fleet: { classes } },
    {
      spectator: ({ now }) => ({
        rested: (_account, cooldowns) => {
          for (const { until, cause } of cooldowns)
            if (cause === 'announced') rests.push(until - now())
        },
      }),
    },
  )
  expect(Math.max(0, ...rests)).toBeGreaterThan(HOUR_MS)
})
