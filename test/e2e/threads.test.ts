import { expect, test } from 'bun:test'
import { createGate } from '../../src/simulator/index.ts'
import { openAdmin, readAdmin } from '../support/admin-world.ts'
import { openWorld, twoAccounts, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

/** As a crash would: the thread that has every account is ended at once. */
const killAccountThreads = ({ switchyard }: World): void => {
  for (const node of switchyard.threads.accounts.nodes()) switchyard.threads.accounts.kill(node)
}

/** The thread of each channel's account of this name; asked again until all of them have one. */
const nodesOf = async (world: World, name: string): Promise<Record<string, string>> => {
  for (;;) {
    const { actors } = (await readAdmin(world, '/api/actors')).body
    const found = actors.filter(({ path }: ActorShown) => path.endsWith(`%2F${name}`))
    if (found.length === world.channels.length)
      return Object.fromEntries(found.map(({ path, node }: ActorShown) => [path, node]))
  }
}

type ActorShown = { readonly path: string; readonly node: string }

test('a request that had shown nothing when its thread died is answered by the next thread', async () => {
  await using world = await openWorld()
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'after-headers' } })
  const asked = world.post('/v1/chat/completions', chat(true))
  await gate.reached
  killAccountThreads(world)
  const response = await asked
  expect(await response.text()).toContain('[DONE]')
  const { outcome, attempts } = await world.nextRecord()
  expect({ outcome, attempts }).toEqual({ outcome: 'completed', attempts: 2 })
})

test('a stream that had begun when its thread died ends with the error event', async () => {
  await using world = await openWorld()
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: { afterEvents: 2 } } })
  const response = await world.post('/v1/chat/completions', chat(true))
  await gate.reached
  killAccountThreads(world)
  const text = await response.text()
  expect(text).toContain('account_lost')
  expect(text).not.toContain('[DONE]')
  expect((await world.nextRecord()).outcome).toBe('broken')
})

test('accounts serve again after their thread died, with the rests they had', async () => {
  await using world = await openWorld()
  world.openai.program({ fault: { type: 'status', status: 401 } })
  await (await world.post('/v1/chat/completions', chat())).text()
  const refused = world.openai.journal.entries.find(({ status }) => status === 401)
  killAccountThreads(world)
  for (let count = 0; count < 4; count += 1)
    expect((await world.post('/v1/chat/completions', chat())).status).toBe(200)
  const later = world.records.slice(1).map(({ account }) => account)
  expect(later).not.toContain(`openai/${refused?.account}`)
})

test('a hundred requests survive that their thread dies again and again', async () => {
  await using world = await openWorld({ tree: { runtime: { threads: 2 } } })
  const asked = Array.from({ length: 100 }, () => world.post('/v1/chat/completions', chat()))
  for (let answered = 0; answered < asked.length; answered += 1) {
    if (answered === 10 || answered === 40) killAccountThreads(world)
    expect((await asked[answered])?.status).toBe(200)
  }
})

test('the ledger thread may die again and again: every request is answered, and every record kept', async () => {
  await using world = await openWorld()
  const { threads, ledger } = world.switchyard
  for (let count = 0; count < 30; count += 1) {
    if (count % 10 === 5) for (const node of threads.ledger.nodes()) threads.ledger.kill(node)
    expect((await world.post('/v1/chat/completions', chat())).status).toBe(200)
  }
  expect(await ledger.flush(20_000)).toBe(0)
  expect(ledger.counts()).toMatchObject({ recorded: 30, written: 30, lost: 0, dropped: 0 })
})

test('an edit of how threads are shared waits for the next start, also for accounts that it brings', async () => {
  const runtime = { threads: 4 }
  const late = [...twoAccounts, { key: 'sk-simulated-late', name: 'late' }]
  await using before = await openAdmin({ accounts: late, tree: { runtime } })
  await using after = await openAdmin({ tree: { runtime } })
  const global = { enable_admin_api: true }
  after.apply({ accounts: late, tree: { global, runtime: { threads: 4, isolation: 'thread' } } })
  expect(await nodesOf(after, 'late')).toEqual(await nodesOf(before, 'late'))
})

test('with a thread for each account the death of all others leaves a stream alone', async () => {
  await using world = await openWorld({ tree: { runtime: { isolation: 'thread' } } })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: { afterEvents: 2 } } })
  const response = await world.post('/v1/chat/completions', chat(true))
  const position = ['openai/one', 'openai/two'].indexOf(
    String(response.headers.get('x-switchyard-account')),
  )
  const { accounts } = world.switchyard.threads
  const nodes = accounts.nodes()
  expect(nodes).toHaveLength(6)
  for (const [index, node] of nodes.entries()) if (index !== position) accounts.kill(node)
  gate.release()
  expect(await response.text()).toContain('[DONE]')
})
