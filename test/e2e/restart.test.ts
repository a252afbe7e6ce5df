import { expect, test } from 'bun:test'
import type { World, WorldOptions } from '../support/relay-world.ts'
import { openWorld } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { input, model, openStoredWorld } from '../support/stored-world.ts'

const accounts = Array.from({ length: 6 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

const ask = async (world: World, session: string): Promise<string> => {
  const headers = { 'x-session-id': session }
  const response = await world.post('/v1/chat/completions', chat(), { headers })
  await response.text()
  return response.ok
    ? String(response.headers.get('x-switchyard-account'))
    : `status ${response.status}`
}

const sessions = Array.from({ length: 12 }, (_, index) => `session ${index}`)

const askAll = async (world: World): Promise<readonly string[]> => {
  const served: string[] = []
  for (const session of sessions) served.push(await ask(world, session))
  return served
}

/** While an account is not up yet its sessions are served elsewhere, and stay its own: the first pass only wakes them. */
const askAllAgain = async (world: World): Promise<readonly string[]> => {
  await askAll(world)
  const served: string[] = []
  for (const session of sessions.toReversed()) served.unshift(await ask(world, session))
  return served
}

const persisting = (isPersisting: boolean): WorldOptions => ({
  accounts,
  tree: { proxy: { persist_session_bindings: isPersisting } },
})

test('sessions go on at their accounts', async () => {
  await using world = await openWorld({ accounts })
  const before = await askAll(world)
  await using again = await world.restart()
  expect(await askAllAgain(again)).toEqual(before)
})

test('with persist_session_bindings off, sessions are bound anew', async () => {
  await using world = await openWorld(persisting(false))
  const before = await askAll(world)
  await using again = await world.restart()
  expect(await bindingRows(again)).toEqual([])
  expect(await askAllAgain(again)).not.toEqual(before)
})

test('bindings are in the database, and leave it when persist_session_bindings is switched off', async () => {
  await using world = await openWorld(persisting(true))
  const before = await askAll(world)
  await using again = await world.restart()
  expect(await bindingRows(again)).toHaveLength(sessions.length)
  again.apply(persisting(false))
  expect(await again.switchyard.ledger.stateWritten(5_000)).toBe(true)
  expect(await bindingRows(again)).toEqual([])
  expect(await askAllAgain(again)).toEqual(before)
})

test('switched on, persist_session_bindings keeps what was bound before', async () => {
  await using world = await openWorld(persisting(true))
  const before = await askAll(world)
  await using again = await world.restart()
  again.apply(persisting(false))
  again.apply(persisting(true))
  await using last = await again.restart()
  expect(await askAllAgain(last)).toEqual(before)
})

const bindingRows = async ({ switchyard }: World) => {
  const read = await switchyard.ledger.readState('binding', 100, 5_000)
  return read.type === 'state' ? read.entries : [read]
}

test('an account that was rate limited rests on', async () => {
  const tree = { proxy: { scheduling: { mode: 'performance_first' } } }
  await using world = await openWorld({ tree })
  const limit = world.openai.program({
    account: 'one',
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 600 } },
  })
  while (limit.timesTaken() === 0) await ask(world, '')
  await using again = await world.restart()
  const served = new Set<string>()
  for (let count = 0; count < 10; count += 1) served.add(await ask(again, ''))
  expect([...served]).toEqual(['openai/two'])
})

test('an account that was refused is out until its key is changed', async () => {
  const refused = [{ key: 'sk-no-such-key', name: 'main' }]
  await using world = await openWorld({ simulator: { accounts }, accounts: refused })
  expect(await ask(world, '')).toBe('status 503')
  const before = world.openai.journal.entries.length
  await using same = await world.restart()
  expect(await ask(same, '')).toBe('status 503')
  const asked = same.openai.journal.entries.slice(before).filter(({ method }) => method === 'POST')
  expect(asked).toEqual([])
  const good = [{ key: accounts[0]?.key ?? '', name: 'main' }]
  await using other = await same.restart({ simulator: { accounts }, accounts: good })
  expect(await ask(other, '')).toBe('openai/main')
})

test('an account that an administrator prefers is preferred after a restart too', async () => {
  await using world = await openWorld({ accounts })
  const patch = { proxy: { preferred_account_id: 'openai/account-3' } }
  expect(await world.switchyard.changeSettings(patch)).toMatchObject({ saved: true })
  await using again = await world.restart()
  expect(new Set(await askAll(again))).toEqual(new Set(['openai/account-3']))
})

test('a stored response is found at the account that made it', async () => {
  await using stored = await openStoredWorld()
  const made = await stored.oneOfEach()
  await using again = await stored.world.restart()
  for (const [key, { id }] of made) {
    expect((await openaiClient(again).responses.retrieve(id)).id).toBe(id)
    expect(stored.store.calls.at(-1)).toMatchObject({ key, method: 'GET' })
  }
  const { id } = await openaiClient(again).responses.create({ model, input: input() })
  expect((await openaiClient(again).responses.retrieve(id)).id).toBe(id)
})
