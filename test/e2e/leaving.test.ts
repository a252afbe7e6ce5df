import { expect, test } from 'bun:test'
import { createGate, type Fault } from '../../src/simulator/index.ts'
import { openWorld } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const phases: readonly (readonly [string, boolean, Fault])[] = [
  ['before the headers of a stream', true, { type: 'hang' }],
  ['before the headers of a plain answer', false, { type: 'hang' }],
  ['between the headers and the first event', true, { type: 'hang-after-headers' }],
  ['between the headers and a plain body', false, { type: 'hang-after-headers' }],
  ['in the middle of a stream', true, { type: 'silence', afterEvents: 2 }],
]

for (const [phase, isStreaming, fault] of phases) {
  test(`a client that leaves ${phase} closes the upstream and frees the slot, and nobody is blamed`, async () => {
    await using world = await openWorld({
      accounts: [{ key: 'sk-simulated-only', name: 'only' }],
      credential: { max_concurrency: 1 },
    })
    world.openai.program({ fault })
    const leaving = new AbortController()
    const asked = world.post('/v1/chat/completions', chat(isStreaming), { signal: leaving.signal })
    const entry = await world.openai.journal.next()
    if (fault.type === 'silence') await asked
    leaving.abort()
    await expect(asked.then((response) => response.text())).rejects.toThrow()
    expect((await world.openai.journal.ended(entry)).endedBy).toBe('client-closed')
    const next = await world.post('/v1/chat/completions', chat())
    expect(next.status).toBe(200)
    const records = [await world.nextRecord(), await world.nextRecord()]
    expect(records.map(({ outcome, attempts }) => ({ outcome, attempts }))).toEqual([
      {
        outcome: 'cancelled',
        attempts: isStreaming && fault.type === 'silence' ? 1 : expect.any(Number),
      },
      { outcome: 'completed', attempts: 1 },
    ])
  })
}

test('a client that leaves while it waits for a slot is never sent upstream', async () => {
  await using world = await openWorld({
    accounts: [{ key: 'sk-simulated-only', name: 'only' }],
    credential: { max_concurrency: 1 },
    tree: { proxy: { scheduling: { max_waiting: 1 } } },
  })
  const gate = createGate()
  world.openai.program({ fault: { type: 'gate', gate, at: 'before-headers' } })
  const first = world.post('/v1/chat/completions', chat())
  await gate.reached
  const others = [new AbortController(), new AbortController()].map((leaving) => ({
    leaving,
    asked: world.post('/v1/chat/completions', chat(), { signal: leaving.signal }),
  }))
  // One of the two has the only place to wait, so the other's refusal says that it is taken.
  const refused = await Promise.race(others.map(async (other) => (await other.asked) && other))
  const waiting = others.find((other) => other !== refused)
  waiting?.leaving.abort()
  await expect(waiting?.asked).rejects.toThrow()
  expect(
    [await world.nextRecord(), await world.nextRecord()].map(({ outcome }) => outcome),
  ).toEqual(['refused', 'cancelled'])
  gate.release()
  expect((await first).status).toBe(200)
  expect(
    world.openai.journal.entries.filter(({ operation }) => operation === 'generate'),
  ).toHaveLength(1)
})
