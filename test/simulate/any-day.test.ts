import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { jobOf, perform } from '../../bench/simulate/jobs.ts'
import { policies } from '../../bench/simulate/policies.ts'
import { boundsOfDay } from '../../bench/simulate/report.ts'
import { run } from '../../bench/simulate/run.ts'
import { fleets, readScenario, workloads } from '../../bench/simulate/scenarios.ts'

const days = fc.record({
  policy: fc.constantFrom(...policies),
  workload: fc.constantFrom(...workloads),
  extent: fc.record(
    {
      accounts: fc.integer({ min: 1, max: 4 }),
      hours: fc.integer({ min: 1, max: 4 }),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      clientsFor: fc.integer({ min: 1, max: 6 }),
      fleet: fc.constantFrom(...fleets),
    },
    // Without one of these fleets it is the workload's own.
    { requiredKeys: ['accounts', 'hours', 'seed', 'clientsFor'] },
  ),
})

/** What is broken is told with the seed of the day, and with the command that gives it again. */
test('every policy keeps its rules on any day', async () => {
  await fc.assert(
    fc.asyncProperty(days, async ({ policy, workload, extent }) => {
      const done = await perform(jobOf(policy, await readScenario(workload, extent), true))
      expect(done.type === 'broken' ? done.words : '').toBe('')
    }),
    { numRuns: 12 },
  )
})

test('a day on which nobody comes bears out every claim', async () => {
  const scenario = await readScenario('agents', { accounts: 1, hours: 0.001, seed: 1 })
  const observed = []
  for (const policy of policies)
    observed.push({ family: policy.family, figures: await run(policy, scenario) })
  const broken = boundsOfDay({ scenario, observed }).filter(({ holds }) => !holds)
  expect([observed[0]?.figures.requests, broken]).toEqual([0, []])
})
