import { expect, test } from 'bun:test'
import type { Figures } from '../../bench/simulate/measure.ts'
import { jobOf, Jobs, perform } from '../../bench/simulate/jobs.ts'
import { readOptions } from '../../bench/simulate/options.ts'
import { policies, type Policy } from '../../bench/simulate/policies.ts'
import { writeDays, type Day } from '../../bench/simulate/report.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'
import { figuresOf } from '../support/simulated-figures.ts'

const extent = { accounts: 3, hours: 1 }

const dayOf = async (seed: number, over: Partial<Figures>): Promise<Day> => ({
  scenario: await readScenario('agents', { ...extent, hours: 24, seed }),
  observed: [{ family: 'ours', figures: figuresOf('balance', over) }],
})

test('of several seeds the mean and the worst are told, and where a claim does not hold', async () => {
  const days = [
    await dayOf(1, { served: 90, mostAboveMean: 0.04 }),
    await dayOf(2, { served: 80, mostAboveMean: 0.16, refused: 5, refusedInVain: 1 }),
  ]
  const written = writeDays(days)
  expect(written).toStartWith('### agents, 3 accounts, 24 hours, seeds 1, 2: mean (worst)\n')
  expect(written).toContain('| **balance** | 85 (80) | 3 (5) | 1 (1) | 0 (0) | 90.0 % (90.0 %) |')
  expect(written).toContain('| 1.00 s / 2.00 s (1.00 s / 2.00 s) |')
  expect(written).toContain(
    '- ✘ balance uses no account 10.0 % more than the mean: 1 of 2 seeds; seed 2: 16.0 %',
  )
  expect(written).toContain(
    '- ✘ balance refuses nobody whom an account could have served: 1 of 2 seeds; seed 2: 1 of 5 refused',
  )
})

test('seeds are named one by one, or from one to another', async () => {
  const { scenarios } = await readOptions(['--workload', 'agents', '--seeds', '1-3,7'])
  expect(scenarios.map((seeds) => seeds.map(({ seed }) => seed))).toEqual([[1, 2, 3, 7]])
})

test('figures are the same in whatever thread they are made, beside whatever', async () => {
  const scenario = await readScenario('busy-agents', { ...extent, seed: 1 })
  const all = policies.map((policy: Policy) => jobOf(policy, scenario, false))
  const jobs = new Jobs(2)
  const beside = await Promise.all(all.map((job) => jobs.do(job)))
  jobs.close()
  const alone = []
  for (const job of all) alone.push(await perform(job))
  expect(beside.map(({ figures }) => figures)).toEqual(
    alone.map((done) => (done.type === 'done' ? done.figures : figuresOf('broken', {}))),
  )
})
