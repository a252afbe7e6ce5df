import { seededRandom, Simulation } from '../../src/actor/index.ts'
import { openFleet, type Fleet } from './fleet.ts'
import { Measure, type Figures } from './measure.ts'
import type { Policy } from './policies.ts'
import { startClients, type Workload } from './workload.ts'

export type Scenario = {
  readonly workload: Workload
  readonly fleet: Fleet
  readonly accounts: number
  readonly hours: number
  readonly seed: number
}

const HOUR_MS = 3_600_000
/** What was begun may end. */
const DRAIN_MS = 2 * HOUR_MS

/** One policy's day. The same scenario gives the same figures. */
export const run = async (policy: Policy, scenario: Scenario): Promise<Figures> => {
  const { workload, fleet, accounts: count, hours, seed } = scenario
  const simulation = new Simulation({ seed })
  const accounts = openFleet(fleet, count, seed)
  const { clock } = simulation
  const measure = new Measure({
    policy: policy.name,
    accounts,
    lifetimeMs: fleet.cacheLifetimeMs,
    now: () => clock.monotonic(),
  })
  const relay = await policy.open({
    simulation,
    clock,
    accounts,
    random: seededRandom(seed ^ 0x9e37),
    onAttempt: measure.attempted,
  })
  startClients({
    workload,
    seed,
    accounts: count,
    untilMs: hours * HOUR_MS,
    clock,
    relay,
    onAnswer: measure.answered,
  })
  await simulation.advance(hours * HOUR_MS + DRAIN_MS)
  return measure.figures()
}
