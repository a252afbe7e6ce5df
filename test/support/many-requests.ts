import { createGate } from '../../src/simulator/index.ts'
import { postText, rawClient } from '../server/raw-client.ts'
import { processKey, type ProcessWorld } from './process-world.ts'
import { chat } from './requests.ts'

/** Bun's own cap is 256 in flight in a process. */
export const many = 300

/**
 * Sends so many requests that their upstream keeps, and resolves with how many are there at once when
 * all of them are. By sockets of their own: the cap holds for the test's own `fetch` as well.
 */
export const holdMany = async ({ url, openai }: ProcessWorld): Promise<number> => {
  const gate = createGate()
  openai.program({ fault: { type: 'gate', gate, at: 'before-headers' }, times: many })
  const request = postText('/v1/chat/completions', chat(), {
    authorization: `Bearer ${processKey}`,
    connection: 'close',
  })
  const { port } = new URL(url)
  const clients = await Promise.all(
    Array.from({ length: many }, () => rawClient(Number(port), request)),
  )
  await Promise.all(clients.map(() => openai.journal.next()))
  // The account's own count has lists of models in it, too.
  const inFlight = openai.journal.entries.filter(
    ({ operation, endedBy }) => operation === 'generate' && endedBy === undefined,
  ).length
  gate.release()
  await Promise.all(clients.map((client) => client.closed()))
  return inFlight
}
