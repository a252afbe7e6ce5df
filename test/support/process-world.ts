import { Database } from 'bun:sqlite'
import { createGate, startSimulator, type Gate, type Simulator } from '../../src/simulator/index.ts'
import { startSwitchyard, type ProcessOptions, type Running } from './process.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const processKey = 'sk-client-of-the-process'

/** A Switchyard in a process of its own, between this test and three simulated upstreams in this one. */
export type ProcessWorld = AsyncDisposable & {
  readonly running: Running
  readonly url: string
  readonly openai: Simulator
  /** Holds the configuration, and the data in `data`. */
  readonly folder: string
  post(path: string, body: unknown): Promise<Response>
  /** What its database holds, oldest first. */
  records(): readonly unknown[]
  /** A request at its account's upstream that stays there, after so much of the answer. */
  hold(path: string, body: unknown, at: Held): Promise<HeldRequest>
}

export type Held = 'before-headers' | { readonly afterEvents: number }

export type HeldRequest = { readonly gate: Gate; readonly answer: Promise<Response> }

export type ProcessWorldOptions = {
  readonly environment?: Readonly<Record<string, string>>
  /** Starts it; by the source, without a package runner, when not told. */
  readonly start?: (words: readonly string[], options: ProcessOptions) => Running
}

const vendors = [
  { id: 'openai', vendor: 'openai', paths: ['/v1/chat/', '/v1/responses'] },
  { id: 'anthropic', vendor: 'anthropic', paths: ['/v1/messages'] },
  { id: 'aistudio', vendor: 'gemini', paths: ['/v1beta/'] },
] as const

const accounts = [{ key: 'sk-simulated-only', name: 'only' }]

export const openProcessWorld = async (
  options: ProcessWorldOptions = {},
): Promise<ProcessWorld> => {
  const folder = temporaryFolder()
  const [openai, anthropic, gemini] = await Promise.all([
    startSimulator({ vendor: 'openai', accounts }),
    startSimulator({ vendor: 'anthropic', accounts }),
    startSimulator({ vendor: 'gemini', accounts }),
  ])
  const simulators = { openai, anthropic, gemini }
  await Bun.write(folder.file('config.json'), configuration(simulators))
  const { start = startSwitchyard, environment = {} } = options
  const words = ['start', '--config', folder.file('config.json'), '--port', '0']
  const running = start(words, {
    environment: { DATA_DIR: folder.file('data'), API_KEY: processKey, ...environment },
  })
  const url = await running.listening()
  const post: ProcessWorld['post'] = (path, body) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${processKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    running,
    url,
    openai,
    folder: folder.path,
    post,
    records: () => {
      using database = new Database(folder.file('data/switchyard.db'), { readonly: true })
      return database.query(recordColumns).all()
    },
    hold: async (path, body, at) => {
      const gate = createGate()
      const simulator = simulators[vendorOf(path)]
      simulator.program({ fault: { type: 'gate', gate, at } })
      const answer = post(path, body)
      await gate.reached
      return { gate, answer }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Object.values(simulators).map((simulator) => simulator.stop()))
      await running[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

const recordColumns = 'SELECT outcome, failure_code AS failure, status FROM exchanges ORDER BY id'

const vendorOf = (path: string) =>
  vendors.find(({ paths }) => paths.some((start) => path.startsWith(start)))?.vendor ?? 'openai'

const configuration = (simulators: Readonly<Record<string, Simulator>>): string =>
  JSON.stringify({
    channels: vendors.map(({ id, vendor }) => ({
      id,
      settings: { base_url: simulators[vendor]?.url },
      credentials: accounts.map(({ key, name }) => ({ id: name, secret: key })),
    })),
  })
