import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { startSimulator } from '../../src/simulator/index.ts'
import { startSwitchyard, type Running } from '../support/process.ts'
import { chat } from '../support/requests.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const accounts = Array.from({ length: 6 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

const sessions = Array.from({ length: 12 }, (_, index) => `session ${index}`)
const key = 'sk-client-of-the-process'

const ask = async (url: string, session: string): Promise<string> => {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-session-id': session,
    },
    body: JSON.stringify(chat()),
  })
  await response.text()
  return `${response.status} ${response.headers.get('x-switchyard-account')}`
}

const askAll = async (running: Running, asked: readonly string[]): Promise<readonly string[]> => {
  const url = await running.listening()
  const served = []
  for (const session of asked) served.push(`${session}: ${await ask(url, session)}`)
  return served.toSorted()
}

/** Resolves when the database holds so many bindings, looked at again and again since it tells nobody. */
const untilBound = async (path: string, count: number): Promise<void> => {
  using database = new Database(path, { readonly: true })
  const bound = database.query<{ count: number }, []>(
    `SELECT count(*) AS count FROM state WHERE kind = 'binding'`,
  )
  while ((bound.get()?.count ?? 0) < count) await Bun.file(path).exists()
}

test('a program that is killed finds its sessions again', async () => {
  using folder = temporaryFolder()
  const simulator = await startSimulator({ vendor: 'openai', accounts })
  const credentials = accounts.map((account) => ({ id: account.name, secret: account.key }))
  const settings = { base_url: simulator.url }
  const tree = { runtime: { threads: 1 }, channels: [{ id: 'openai', settings, credentials }] }
  await Bun.write(folder.file('config.json'), JSON.stringify(tree))
  const words = ['start', '--config', folder.file('config.json'), '--port', '0']
  const environment = { DATA_DIR: folder.file('data'), API_KEY: key }
  await using killed = startSwitchyard(words, { environment })
  const before = await askAll(killed, sessions)
  await untilBound(folder.file('data/switchyard.db'), sessions.length)
  killed.signal('SIGKILL')
  await killed.exited
  await using again = startSwitchyard(words, { environment })
  // While an account is not up yet its sessions are served elsewhere, and stay its own.
  await askAll(again, ['another session'])
  await askAll(again, sessions)
  expect(await askAll(again, sessions.toReversed())).toEqual(before)
  await simulator.stop()
})
