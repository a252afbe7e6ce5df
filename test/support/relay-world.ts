import type { SettingsSource } from '../../src/app/configuration.ts'
import { randomBytes } from '../../src/app/access.ts'
import { openSeal } from '../../src/app/seal.ts'
import { readStored } from '../../src/app/stored.ts'
import { Switchyard } from '../../src/app/switchyard.ts'
import { type Client, hashKey } from '../../src/server/auth.ts'
import {
  type AppliedGeneration,
  noConfigFile,
  resolve,
  servedChannels,
} from '../../src/settings/index.ts'
import {
  startSimulator,
  type Simulator,
  type SimulatedAccount,
  type SimulatorOptions,
} from '../../src/simulator/index.ts'
import type { ExchangeRecord } from '../../src/ledger/record.ts'
import { readBatch, writeBatch } from '../../src/ledger/record.ts'
import { silentLog, type Log } from '../../src/telemetry/log.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const clientKey = 'sk-client-of-the-relay'

export type WorldOptions = {
  /** Accounts at each of the three simulated upstreams; two when not told. */
  readonly accounts?: readonly SimulatedAccount[]
  /** What the file would say besides the channels: `{ proxy: { … } }`. */
  readonly tree?: Readonly<Record<string, object>>
  /** Of every credential. */
  readonly credential?: Readonly<Record<string, unknown>>
  /** The `[[channels]]` of the file, from those that the world would have. */
  readonly channels?: (usual: readonly ChannelTree[], simulators: Simulators) => readonly object[]
  readonly compress?: boolean
  /** Of every simulator. */
  readonly simulator?: Partial<SimulatorOptions>
  /** Where the lines go that are not records. */
  readonly log?: Partial<Log>
}

export type ChannelTree = {
  readonly id: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly credentials: readonly Readonly<Record<string, unknown>>[]
}

export type Simulators = Readonly<Record<'openai' | 'anthropic' | 'gemini', Simulator>>

/** A whole relay on loopback: three simulated upstreams, the real threads, the real database. */
export type World = AsyncDisposable &
  Simulators & {
    readonly url: string
    /** Where `/api` is. */
    readonly adminUrl: string
    /** The relay's data folder. */
    readonly folder: string
    readonly switchyard: Switchyard
    /** As if the file had been changed to say this. */
    apply(changed: WorldOptions): AppliedGeneration
    /** As if these were the keys from now on, by their hashes. */
    applyClients(clients: ReadonlyMap<string, Client>): void
    /** Stops it and starts it again on the same data folder, with the same upstreams; the one before is of no use then. */
    restart(changed?: WorldOptions): Promise<World>
    /** The record of the next exchange that ends, in order. */
    nextRecord(): Promise<ExchangeRecord>
    /** The record of the exchange with this `x-request-id`, now or when it ends. */
    recordOf(requestId: string): Promise<ExchangeRecord>
    readonly records: readonly ExchangeRecord[]
    /** With the client's key, unless `init` brings one. */
    post(path: string, body: unknown, init?: RequestInit): Promise<Response>
    get(path: string, init?: RequestInit): Promise<Response>
    /** The ids of the channels that are served. */
    readonly channels: readonly string[]
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

/** A second user's key. */
export const otherClientKey = 'sk-another-client-of-the-relay'

/** Opens `/api`. */
export const adminKey = 'sk-administrator-of-the-relay'

const clients = new Map<string, Client>([
  [hashKey(adminKey), { user: 'root', role: 'administrator', key: 'admin_key' }],
  [hashKey(clientKey), { user: 'tester', role: 'user', key: 'test key' }],
  [hashKey(otherClientKey), { user: 'another', role: 'user', key: 'other key' }],
])

const open = { type: 'open', clients, secrets: [] } as const

const vendors = { openai: 'openai', anthropic: 'anthropic', gemini: 'aistudio' } as const

const vendorIds = ['openai', 'anthropic', 'gemini'] as const

export const openWorld = async (options: WorldOptions = {}): Promise<World> => {
  const { accounts = twoAccounts, compress = false } = options
  const start = (vendor: keyof typeof vendors) =>
    startSimulator({ vendor, accounts, compress, ...options.simulator })
  const simulators = {
    openai: await start('openai'),
    anthropic: await start('anthropic'),
    gemini: await start('gemini'),
  }
  return runWorld(options, { simulators, folder: temporaryFolder() })
}

type House = {
  readonly simulators: Simulators
  readonly folder: ReturnType<typeof temporaryFolder>
}

const runWorld = async (options: WorldOptions, house: House): Promise<World> => {
  const { simulators, folder } = house
  const records = recordList()
  const folderPath = folder.path
  const load: SettingsSource['load'] = (runtime) =>
    resolutionOf(options, { simulators, folder: folderPath, runtime })
  const bare = settingsFor(options, { simulators, folder: folderPath, runtime: {} })
  const seal = openSeal({ secret: '', file: folder.file('database-key'), randomBytes })
  const stored = await readStored({ dsn: bare.global.dsn, seal, isForcingConfig: false })
  const { runtime } = stored
  const { settings, originOf } = resolvedFor(options, { simulators, folder: folderPath, runtime })
  let isHandedOn = false
  const switchyard = new Switchyard({
    settings,
    source: {
      runtime,
      originOf,
      file: noConfigFile,
      load,
      openAccess: async () => open,
      seal,
      show: () => {},
    },
    stored,
    version: '0.0.0-test',
    clients,
    log: {
      ...silentLog,
      ...options.log,
      exchange: (text) => {
        readBatch(writeBatch([text])).forEach(records.add)
        options.log?.exchange?.(text)
      },
    },
  })
  const listening = switchyard.start()
  if (listening.type === 'refused') throw new Error(listening.explanation)
  const url = `http://127.0.0.1:${listening.port}`
  await untilReady(url)
  return {
    url,
    adminUrl: `http://127.0.0.1:${listening.admin?.port ?? listening.port}`,
    ...simulators,
    folder: folder.path,
    switchyard,
    apply: (changed) =>
      switchyard.apply(
        settingsFor(changed, { simulators, folder: folderPath, runtime: {} }),
        clients,
      ),
    applyClients: (others) => void switchyard.apply(settings, others),
    restart: async (changed = options) => {
      isHandedOn = true
      await switchyard.stop(0)
      return await runWorld(changed, house)
    },
    records: records.all,
    nextRecord: records.next,
    recordOf: records.of,
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
    get: (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${clientKey}`, ...init.headers },
      }),
    channels: servedChannels(settings).map(({ id }) => id),
    [Symbol.asyncDispose]: async () => {
      if (isHandedOn) return
      await Promise.all(Object.values(simulators).map((simulator) => simulator.stop()))
      await switchyard.stop(0)
      folder[Symbol.dispose]()
      throwAt(Object.values(simulators).flatMap(({ journal }) => journal.violations))
    },
  }
}

/** Whatever a test is about: a relay that sent its upstream what it must not fails it. */
const throwAt = (violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`sent to an upstream: ${violations.join('; ')}`)
}

const settingsFor = (options: WorldOptions, place: Place) => resolvedFor(options, place).settings

const resolvedFor = (options: WorldOptions, place: Place) => {
  const resolution = resolutionOf(options, place)
  if (resolution.type === 'refused') throw new Error(JSON.stringify(resolution.faults))
  return resolution
}

type Place = {
  readonly simulators: Simulators
  readonly folder: string
  readonly runtime: object
}

const resolutionOf = (options: WorldOptions, { simulators, folder, runtime }: Place) => {
  const { tree = {}, channels = (usual) => usual } = options
  return resolve({
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
          channels: channels(usualChannels(options, simulators), simulators),
        },
      },
      { source: { type: 'runtime' }, form: 'data', tree: runtime },
    ],
    environment: () => undefined,
    whereabouts: { home: folder, workingFolder: folder },
  })
}

const usualChannels = (
  { accounts = twoAccounts, credential = {} }: WorldOptions,
  simulators: Simulators,
): readonly ChannelTree[] =>
  vendorIds.map((vendor) => ({
    id: vendors[vendor],
    settings: { base_url: simulators[vendor].url },
    credentials: accounts.map(({ key, name }) => ({ id: name, secret: key, ...credential })),
  }))

/** `/readyz` says when an account is up; asked again at once, since nothing announces it to the outside. */
const untilReady = async (url: string): Promise<void> => {
  while ((await fetch(`${url}/readyz`)).status !== 200);
}

const recordList = () => {
  const all: ExchangeRecord[] = []
  const waiting: ((record: ExchangeRecord) => void)[] = []
  const awaited = new Map<string, (record: ExchangeRecord) => void>()
  let handedOut = 0
  return {
    all,
    add: (record: ExchangeRecord) => {
      all.push(record)
      awaited.get(record.requestId)?.(record)
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
    of: (requestId: string): Promise<ExchangeRecord> => {
      const record = all.find((known) => known.requestId === requestId)
      if (record !== undefined) return Promise.resolve(record)
      return new Promise((wake) => awaited.set(requestId, wake))
    },
  }
}
