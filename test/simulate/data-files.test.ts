import { afterAll, expect, test } from 'bun:test'
import { policyOf } from '../../bench/simulate/configured.ts'
import { openFleet } from '../../bench/simulate/fleet.ts'
import { policies } from '../../bench/simulate/policies.ts'
import { run } from '../../bench/simulate/run.ts'
import { fleets, readScenario, workloads } from '../../bench/simulate/scenarios.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const extent = { accounts: 10, hours: 2, seed: 1 }

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** The path of a file with this text. */
const fileWith = async (text: string, name = 'own.toml'): Promise<string> => {
  const path = folder.file(name)
  await Bun.write(path, text)
  return path
}

const messageOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt
    return ''
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : ''
  }
}

const stream = `[[streams]]
user = "mine"
begin_per_hour = [5, 5]
turns = [2, 4]
projects = 1
shared_tokens = 2000
first_tokens = [100, 200]
turn_tokens = 50
output_tokens = 20
think_seconds = 5
patience_seconds = 30
`
const kind = '[[fleet]]\nrequests_per_minute = 60\ntokens_per_minute = 0\nconcurrency = 4\n'

test('every workload and every fleet that comes with the program can be read', async () => {
  for (const workload of workloads) await readScenario(workload, extent)
  for (const fleet of fleets) await readScenario('agents', { ...extent, fleet })
})

test('a workload of somebody else is played like ours', async () => {
  const path = await fileWith(`name = "mine"\n${stream}${kind}`)
  const scenario = await readScenario(path, extent)
  const [policy] = policies
  if (policy === undefined) throw new Error('there are policies')
  const { requests, served, refused } = await run(policy, scenario)
  expect({ requests: requests > 100, served, refused }).toEqual({
    requests: true,
    served: requests,
    refused: 0,
  })
})

test('all faults of a file are told, each with its field and what belongs there', async () => {
  const faulty = stream
    .replace('begin_per_hour = [5, 5]', 'begin_per_hour = [5, 2]')
    .replace('projects = 1', 'project = 1')
  const path = await fileWith(`name = "mine"\n${faulty}urgency = "soon"\n[[fleet]]\n`)
  expect((await messageOf(readScenario(path, extent))).split('\n')).toEqual([
    `${path} cannot be used:`,
    '- streams[0].begin_per_hour is [5,2]: it must be two numbers in brackets, the least and the most, each a number from 0',
    '- streams[0].projects is missing: it must be a whole number from 1',
    '- streams[0].urgency is "soon": it must be one of high, normal, low',
    '- streams[0].project is not known: meant is projects?',
    '- fleet[0].requests_per_minute is missing: it must be a number from 0',
    '- fleet[0].tokens_per_minute is missing: it must be a number from 0',
    '- fleet[0].concurrency is missing: it must be a whole number from 0',
  ])
})

test('a workload without accounts says what is to be named', async () => {
  const path = await fileWith(`name = "mine"\n${stream}`)
  expect(await messageOf(readScenario(path, extent))).toBe(
    `${path} has no accounts: give it a [[fleet]], or name one with --fleet`,
  )
})

test('every part of a fleet is mixed as the whole', async () => {
  const { fleet } = await readScenario('agents', { ...extent, fleet: 'weights' })
  const weights = Array.from(openFleet(fleet, 10, 1).values(), ({ model }) => model.weight)
  expect(weights.slice(0, 5).toSorted()).toEqual([1, 1, 2, 2, 4])
  expect(weights.slice(5).toSorted()).toEqual([1, 1, 2, 2, 4])
})

test('balance uses accounts evenly for their weights', async () => {
  const scenario = await readScenario('mix', { accounts: 5, hours: 12, seed: 1, fleet: 'weights' })
  const balance = policies.find(({ name }) => name === 'balance')
  if (balance === undefined) throw new Error('there is a balance')
  const { mostAboveMean } = await run(balance, scenario)
  expect(mostAboveMean).toBeLessThan(0.1)
})

const guarded = (requests: number): string => `
[proxy.scheduling]
mode = "cache_first"
max_wait_seconds = 20
[proxy.compliance]
enabled = true
max_global_requests_per_minute = ${requests}
max_account_requests_per_minute = 100
max_account_concurrency = 10
`

test("an operator's own settings are a policy, guardrails and all", async () => {
  const scenario = await readScenario('busy-agents', { ...extent, accounts: 3 })
  const loose = await run(await policyOf(await fileWith(guarded(1_000), 'loose.toml')), scenario)
  const tight = await run(await policyOf(await fileWith(guarded(2), 'tight.toml')), scenario)
  expect([loose.policy, tight.policy]).toEqual(['loose.toml', 'tight.toml'])
  expect(tight.served).toBeLessThanOrEqual(2 * 60 * 2 + 2)
  expect(loose.served).toBeGreaterThan(tight.served)
})

const keyed = '[[channels]]\nid = "openai"\n[[channels.credentials]]\nsecret = "${TEAM_KEY}"\n'

test("an operator's file is read with the variables that are set, as the program reads it", async () => {
  const path = await fileWith(keyed, 'keyed.toml')
  const { name } = await policyOf(path, { TEAM_KEY: 'abc' })
  expect(name).toBe('keyed.toml')
  expect(await messageOf(policyOf(path, {}))).toContain(
    'needs the environment variable TEAM_KEY, which is not set',
  )
})

test('a setting that cannot be is told as the program tells it', async () => {
  const path = await fileWith('[proxy.scheduling]\nmode = "cach_first"\n')
  expect(await messageOf(policyOf(path))).toStartWith(
    `--config: ${path} cannot be used:\n- proxy.scheduling.mode: must be one of`,
  )
})
