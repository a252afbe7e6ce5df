import { expect, test } from 'bun:test'
import { Mistake } from '../../bench/simulate/mistake.ts'
import { policies, type Policy } from '../../bench/simulate/policies.ts'
import { Replay, replay } from '../../bench/simulate/replay.ts'
import { writeDay, writeViolation } from '../../bench/simulate/report.ts'
import { run, Violation, type Scenario } from '../../bench/simulate/run.ts'
import { readScenario } from '../../bench/simulate/scenarios.ts'

const scenario: Scenario = await readScenario('busy-agents', { accounts: 3, hours: 2, seed: 1 })

const policyOf = (name: string): Policy => {
  const found = policies.find((policy) => policy.name === name)
  if (found === undefined) throw new Error(`there is no policy ${name}`)
  return found
}

test('a request is told of from its arrival to its answer, with what was chosen among', async () => {
  const [command, ...lines] = await replay(policyOf('cache_first'), scenario, {
    type: 'request',
    number: 60,
  })
  expect(command).toBe(
    'bun run simulate --workload busy-agents --accounts 3 --hours 2 --seed 1 --policies cache_first --replay request:60',
  )
  const told = lines.join('\n')
  expect(told).toMatch(/event \d+\n {2}request 60 arrives: team, session /)
  expect(told).toMatch(/request 60 is given to model\/0000\d, whose upstream takes it/)
  expect(told).toMatch(/request 60 is served by model\/0000\d: first event after \d+ ms/)
  expect(told).toMatch(/\d+ ms offered model\/0000\d/)
  expect(told.match(/in flight \d of 4, spent \d+ tokens/g)?.length).toBe(3)
})

test('a peer is told of by what it asked of whom', async () => {
  const lines = await replay(policyOf('gephyr balance'), scenario, { type: 'request', number: 60 })
  expect(lines.join('\n')).toMatch(
    /request 60 is given to model\/0000\d[^]*request 60 is served by/,
  )
})

test('what is told of a run is the same each time', async () => {
  const tell = () => replay(policyOf('balance'), scenario, { type: 'request', number: 90 })
  expect(await tell()).toEqual(await tell())
})

test('to ask for what the run does not have is a mistake, told with the run', async () => {
  const wanted = { type: 'event', number: 10_000_000 } as const
  await expect(replay(policyOf('balance'), scenario, wanted)).rejects.toThrow(
    new Mistake(
      'bun run simulate --workload busy-agents --accounts 3 --hours 2 --seed 1 --policies balance --replay event:10000000\nthere is no event 10000000 in this run',
    ),
  )
})

test('a broken rule is told behind what happened at its event', async () => {
  const silent: Policy = {
    name: 'silent',
    family: 'ours',
    maxWaitMs: 60_000,
    open: () => ({
      send: (_request, done) =>
        done({ type: 'refused', reason: '', retryAfterMs: 0, isLimit: false }),
    }),
  }
  const lines = await replay(silent, scenario, { type: 'request', number: 1 })
  expect(lines.at(-1)).toStartWith('a rule is broken: request 1 is refused without a reason')
  expect(lines.join('\n')).toMatch(/request 1 arrives/)
})

test('looking on changes nothing', async () => {
  const policy = policyOf('cache_first')
  const watched = await run(policy, scenario, {
    isChecked: true,
    spectator: (scene) => new Replay({ type: 'request', number: 60 }, scene),
  })
  expect(watched).toEqual(await run(policy, scenario))
})

test('the same seed gives the same table, byte for byte', async () => {
  const table = async () => {
    const observed = []
    for (const policy of policies)
      observed.push({ family: policy.family, figures: await run(policy, scenario) })
    return writeDay({ scenario, observed })
  }
  expect(await table()).toBe(await table())
})

test('every policy has the very same requests, however long it lets them wait', async () => {
  const counts = new Set<number>()
  for (const policy of policies) counts.add((await run(policy, scenario)).requests)
  expect(counts.size).toBe(1)
})

test('a broken rule is told with all that is needed to see it again', () => {
  const violation = new Violation('request 3 is answered twice', { event: 42, atMs: 3_723_004 })
  expect(writeViolation(violation, policyOf('round robin'), scenario).split('\n')).toEqual([
    'a rule is broken: request 3 is answered twice',
    '  workload busy agents, 3 accounts, seed 1, policy round robin',
    '  at 01:02:03.004, event 42',
    "  again: bun run simulate --workload busy-agents --accounts 3 --hours 2 --seed 1 --policies 'round robin' --replay event:42",
  ])
})
