import { expect, test } from 'bun:test'
import { boundsOf, type Observed } from '../../bench/simulate/bounds.ts'
import { policies } from '../../bench/simulate/policies.ts'
import { run, type Scenario } from '../../bench/simulate/run.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'

const seed = 1

/** The peers and ours: claims are about them. */
const compared = policies.filter(({ family }) => family !== 'naive')

const observe = async (scenario: Scenario): Promise<readonly Observed[]> => {
  const observed: Observed[] = []
  for (const policy of compared)
    observed.push({ family: policy.family, figures: await run(policy, scenario) })
  return observed
}

test('what is claimed of the modes holds for a day of agents before accounts with limits', async () => {
  const observed = await observe(await readScenario('agents', { accounts: 5, hours: 24, seed }))
  const broken = boundsOf(observed, { growsPrompts: true, isWhole: true }).filter(
    ({ holds }) => !holds,
  )
  expect({ seed, broken }).toEqual({ seed, broken: [] })
})

test('the same seed gives the same day', async () => {
  const scenario = await readScenario('mix', { accounts: 5, hours: 1, seed })
  expect(await observe(scenario)).toEqual(await observe(scenario))
})
