import type { Figures } from '../../bench/simulate/measure.ts'

export const figuresOf = (policy: string, over: Partial<Figures>): Figures => ({
  policy,
  requests: 100,
  served: 100,
  refused: 0,
  late: 0,
  refusedInVain: 0,
  cacheShare: 0.9,
  cacheOfIdeal: 0.99,
  firstEventMs: { p50: 1_000, p99: 2_000 },
  p99OfAskedMs: 2_000,
  waitedMs: { p50: 0, p99: 0 },
  quotaUnused: Number.NaN,
  mostAboveMean: 0.05,
  meanDeviation: 0.01,
  switchesPerSession: 1,
  attempts: 100,
  ...over,
})
