import { Switchyard } from '../../src/app/switchyard.ts'
import { hashKey } from '../../src/server/auth.ts'
import { resolve } from '../../src/settings/index.ts'
import { startSimulator, type Simulator, type SimulatedAccount } from '../../src/simulator/index.ts'
import type { ExchangeRecord } from '../../src/ledger/record.ts'
import { readBatch, writeBatch } from '../../src/ledger/record.ts'
import { silentLog } from '../../src/telemetry/log.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const clientKey = 'sk-client-of-the-relay'

export type WorldOptions = {
  /** Accounts at each of the three simulated upstreams; two when not told. */
  readonly accounts?: readonly SimulatedAccount[]
  /** What the file would say besides the channels: `{ proxy: { … } }`. */
  readonly tree?: Readonly<Record<string, object>>
  /** Of every credential. */
  readonly credential?: Readonly<Record<string, unknown>>
  readonly compress?: boolean
}

/** A whole relay on loopback: three simulated upstreams, the real threads, the real database. */
export type World = AsyncDisposable & {
  readonly url: string
  readonly openai: Simulator
  readonly anthropic: Simulator
  readonly gemini: Simulator
  readonly switchyard: Switchyard
  /** The record of the next exchange that ends, in order. */
  nextRecord(): Promise<ExchangeRecord>
  readonly records: readonly ExchangeRecord[]
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>
}

export const twoAccounts: readonly SimulatedAccount[] = [
  { key: 'sk-simulated-one', name: 'one' },
  { key: 'sk-simulated-two', name: 'two' },
]

/** So many that one of them is always fresh. */
export const manyAccounts: readonly SimulatedAccount[] = Array.from({ length: 20 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

const vendors = { openai: 'openai', anthropic: 'anthropic', gemini: 'aistudio' } as const

const vendorIds = ['openai', 'anthropic', 'gemini'] as const

export const openWorld = async (options: WorldOptions = {}): Promise<World> => {
  const { accounts = twoAccounts, compress = false } = options
  const folder = temporaryFolder()
  const start = (vendor: keyof typeof vendors) => startSimulator({ vendor, accounts, compress })
  const simulators = {
    openai: await start('openai'),
    anthropic: await start('anthropic'),
    gemini: await start('gemini'),
  }
  const records = recordList()
  const switchyard = new Switchyard({
    settings: settingsFor(options, simulators, folder.path),
    version: '0.0.0-test',
    clients: new Map([[hashKey(clientKey), { user: 'tester', key: 'test key' }]]),
    log: { ...silentLog, exchange: (text) => readBatch(writeBatch([text])).forEach(records.add) },
  })
  const listening = switchyard.start()
  if (listening.type === 'refused') throw new Error(listening.explanation)
  const url = `http://127.0.0.1:${listening.port}`
  await untilReady(url)
  return {
    url,
    ...simulators,
    switchyard,
    records: records.all,
    nextRecord: records.next,
    post: (path, body, init = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: {
          authorization: `Bearer ${clientKey}`,
          'content-type': 'application/json',
          ...init.headers,
        },
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Object.values(simulators).map((simulator) => simulator.stop()))
      await switchyard.stop(0)
      folder[Symbol.dispose]()
    },
  }
}

const settingsFor = (
  { accounts = twoAccounts, tree = {}, credential = {} }: WorldOptions,
  simulators: Readonly<Record<keyof typeof vendors, Simulator>>,
  folder: string,
) => {
  const resolution = resolve({
    layers: [
      {
        source: { type: 'default' },
        form: 'data',
        tree: {
          ...tree,
          global: {
            port: 0,
            data_dir: folder,
            dsn: `sqlite://${folder}/switchyard.db`,
            ...tree['global'],
          },
          channels: vendorIds.map((vendor) => ({
            id: vendors[vendor],
            settings: { base_url: simulators[vendor].url },
            credentials: accounts.map(({ key, name }) => ({
              id: name,
              secret: key,
              ...credential,
            })),
          })),
        },
      },
    ],
    environment: () => undefined,
    whereabouts: { home: folder, workingFolder: folder },
  })
  if (resolution.type === 'refused') throw new Error(JSON.stringify(resolution.faults))
  return resolution.settings
}

/** `/readyz` says when an account is up; asked again at once, since nothing announces it to the outside. */
const untilReady = async (url: string): Promise<void> => {
  while ((await fetch(`${url}/readyz`)).status !== 200);
}

const recordList = () => {
  const all: ExchangeRecord[] = []
  const waiting: ((record: ExchangeRecord) => void)[] = []
  let handedOut = 0
  return {
    all,
    add: (record: ExchangeRecord) => {
      all.push(record)
      const waiter = waiting.shift()
      if (waiter === undefined) return
      handedOut += 1
      waiter(record)
    },
    next: (): Promise<ExchangeRecord> => {
      const record = all[handedOut]
      if (record === undefined) return new Promise((wake) => waiting.push(wake))
      handedOut += 1
      return Promise.resolve(record)
    },
  }
}
