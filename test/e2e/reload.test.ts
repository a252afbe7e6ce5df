import { expect, test } from 'bun:test'
import { createGate, type SimulatedAccount } from '../../src/simulator/index.ts'
import { openWorld, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const one: SimulatedAccount = { key: 'sk-simulated-one', name: 'one' }
const two: SimulatedAccount = { key: 'sk-simulated-two', name: 'two' }

const ask = async (world: World): Promise<string> => {
  const response = await world.post('/v1/chat/completions', chat())
  await response.text()
  return response.ok
    ? String(response.headers.get('x-switchyard-account'))
    : `status ${response.status}`
}

test('a stream that is open during a change goes on to its end, its account gone from the settings', async () => {
  await using world = await openWorld({ simulator: { accounts: [one, two] }, accounts: [one] })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: { afterEvents: 2 } } })
  const response = await world.post('/v1/chat/completions', chat(true))
  world.apply({ accounts: [two] })
  expect(await ask(world)).toBe('openai/two')
  gate.release()
  expect(await response.text()).toContain('[DONE]')
  expect([await ask(world), await ask(world)]).toEqual(['openai/two', 'openai/two'])
})

test('an account that is added serves those who wait already', async () => {
  await using world = await openWorld({
    simulator: { accounts: [one, two] },
    accounts: [one],
    credential: { max_concurrency: 1 },
  })
  const gate = createGate()
  world.openai.program({ account: 'one', fault: { type: 'gate', gate, at: 'before-headers' } })
  const first = ask(world)
  await gate.reached
  const second = ask(world)
  world.apply({ accounts: [one, two], credential: { max_concurrency: 1 } })
  expect(await second).toBe('openai/two')
  gate.release()
  expect(await first).toBe('openai/one')
})

test('another key brings an account back that was refused', async () => {
  await using world = await openWorld({
    simulator: { accounts: [two] },
    accounts: [{ key: 'sk-no-such-key', name: 'main' }],
  })
  expect(await ask(world)).toBe('status 503')
  world.apply({ accounts: [{ key: two.key, name: 'main' }] })
  expect(await ask(world)).toBe('openai/main')
})

test('an account that leaves and is back at once serves with the key that it has then', async () => {
  const tree = { proxy: { scheduling: { max_wait_seconds: 2 } } }
  await using world = await openWorld({
    simulator: { accounts: [two] },
    accounts: [{ key: 'sk-no-such-key', name: 'main' }],
    tree,
  })
  expect(await ask(world)).toBe('status 503')
  const again = [{ key: two.key, name: 'main' }]
  for (const accounts of [[], again, [], again]) world.apply({ accounts, tree })
  expect(await ask(world)).toBe('openai/main')
})

test('an account that stays as it is keeps its rest', async () => {
  const tree = { proxy: { scheduling: { mode: 'performance_first' } } }
  await using world = await openWorld({ accounts: [one, two], tree })
  const limit = world.openai.program({
    account: 'one',
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 60 } },
  })
  while (limit.timesTaken() === 0) await ask(world)
  world.apply({ accounts: [one, two], tree: { proxy: { ...tree.proxy, request_timeout: 99 } } })
  expect([await ask(world), await ask(world)]).toEqual(['openai/two', 'openai/two'])
})

test('a stop gives open streams the time that the settings of now say', async () => {
  await using world = await openWorld({ accounts: [one] })
  world.apply({ accounts: [one], tree: { global: { shutdown_drain_timeout_secs: 3 } } })
  expect(world.switchyard.drainMs).toBe(3_000)
})

test('what is read at the start only is said to need a restart', async () => {
  await using world = await openWorld({ accounts: [one] })
  const { changed, requiresRestart, generation } = world.apply({
    accounts: [one],
    tree: { runtime: { threads: 3 }, proxy: { request_timeout: 99 } },
  })
  expect({ changed, requiresRestart, number: generation.number }).toEqual({
    changed: ['runtime.threads', 'proxy.request_timeout'],
    requiresRestart: ['runtime.threads'],
    number: 2,
  })
})
