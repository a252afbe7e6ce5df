import { ActorSystem } from '../../src/actor/system.ts'
import { loopback } from '../../src/actor/transport/loopback.ts'
import { Simulation } from '../../src/actor/simulation.ts'
import { ledgerActor } from '../../src/ledger/actor.ts'
import { type Ledger, openLedger } from '../../src/ledger/client.ts'
import type { ExchangeRecord } from '../../src/ledger/record.ts'
import type { Transport } from '../../src/actor/link.ts'
import type { StateEntry } from '../../src/ledger/state.ts'
import type { OpenStore, StoreFailure } from '../../src/ledger/store/store.ts'
import type { LogFields } from '../../src/telemetry/fields.ts'
import { silentLog } from '../../src/telemetry/log.ts'

/** A store in memory that keeps each batch and fails while it is told to. */
export type MemoryStore = {
  readonly open: OpenStore
  readonly batches: (readonly ExchangeRecord[])[]
  readonly stateBatches: (readonly StateEntry[])[]
  /** What every write answers while it is set. */
  failure: StoreFailure | undefined
  tries: number
}

const memoryStore = (): MemoryStore => {
  const batches: (readonly ExchangeRecord[])[] = []
  const stateBatches: (readonly StateEntry[])[] = []
  const memory: MemoryStore = {
    batches,
    stateBatches,
    failure: undefined,
    tries: 0,
    open: async () => ({
      type: 'opened',
      store: {
        write: async (records) => {
          memory.tries += 1
          if (memory.failure !== undefined) return memory.failure
          batches.push(records)
          return { type: 'written', added: records.length }
        },
        recent: async (limit) => ({
          type: 'recent',
          records: batches.flat().toReversed().slice(0, limit),
        }),
        writeState: async (entries) => {
          memory.tries += 1
          if (memory.failure !== undefined) return memory.failure
          stateBatches.push(entries)
          return { type: 'written', added: entries.length }
        },
        readState: async (kind, limit) => ({
          type: 'state',
          entries: stateBatches
            .flat()
            .filter((entry) => entry.kind === kind)
            .slice(0, limit),
        }),
        close: async () => {},
      },
    }),
  }
  return memory
}

export type Said = LogFields & { readonly message: string }

export type LedgerWorld = {
  readonly simulation: Simulation
  readonly ledger: Ledger
  readonly store: MemoryStore
  /** Warnings and errors, of the client and of the ledger actor. */
  readonly said: Said[]
  /** The thread dies; none is there until `startThread`. */
  killThread(): void
  startThread(): Promise<void>
}

/** Client and ledger on two nodes under a virtual clock: windows of 4 records, batches of 3, 25 ms. */
export const ledgerWorld = async ({
  capacity = 4,
  stateCapacity = 5,
  seed = 1,
} = {}): Promise<LedgerWorld> => {
  const simulation = new Simulation({ seed, startAt: 1_790_000_000_000 })
  const store = memoryStore()
  const said: Said[] = []
  const say = (message: string, fields: LogFields = {}): void =>
    void said.push({ message, ...fields })
  const log = { ...silentLog, warning: say, error: say }
  const main = new ActorSystem({ node: 'main', ...simulation.parts })
  let generation = 0
  let thread: { readonly node: string; isAlive: boolean } | undefined

  const startThread = async (): Promise<void> => {
    generation += 1
    const started = { node: `ledger-1.${generation}`, isAlive: true }
    const isAlive = (): boolean => started.isAlive
    const openStore = whileAlive(isAlive, store.open)
    const definitions = [ledgerActor({ openStore, log })]
    const system = new ActorSystem({ node: started.node, definitions, ...simulation.parts })
    const [near, far] = loopback()
    system.linkGateway('main', cutWhenDead(isAlive, far))
    main.link(started.node, cutWhenDead(isAlive, near))
    thread = started
    await simulation.settle()
  }
  const killThread = (): void => {
    if (thread === undefined) return
    thread.isAlive = false
    main.nodeLost(thread.node)
    thread = undefined
  }

  const { clock, random } = simulation
  const ledger = openLedger({
    capacity,
    maxBatchSize: 3,
    windowMs: 25,
    stateCapacity,
    clock,
    random,
    log,
    place: () => thread?.node,
  })
  await startThread()
  main.spawn(ledger.supervisor, 'ledger-supervisor', { dsn: 'memory' })
  await simulation.settle()
  return { simulation, ledger, store, said, killThread, startThread }
}

/** What a dead thread had still to say is not heard. */
const cutWhenDead = (isAlive: () => boolean, transport: Transport): Transport => ({
  post: (batch) => {
    if (isAlive()) transport.post(batch)
  },
  listen: (receive) => transport.listen(receive),
})

/** A dead thread writes nothing more. */
const whileAlive =
  (isAlive: () => boolean, openStore: OpenStore): OpenStore =>
  async (dsn) => {
    const opened = await openStore(dsn)
    if (opened.type === 'failed') return opened
    const { store } = opened
    return {
      type: 'opened',
      store: {
        ...store,
        write: async (records) => (isAlive() ? store.write(records) : dead),
        writeState: async (entries) => (isAlive() ? store.writeState(entries) : dead),
      },
    }
  }

const dead: StoreFailure = { type: 'failed', code: 'dead', message: 'the thread is dead' }

export const busy = { type: 'failed', code: 'SQLITE_BUSY', message: 'database is locked' } as const

/** What a ledger has to live through. */
export const mishaps = ['pass', 'kill', 'start', 'break', 'mend'] as const

export const befall = async (
  world: LedgerWorld,
  mishap: (typeof mishaps)[number],
): Promise<void> => {
  switch (mishap) {
    case 'pass':
      return world.simulation.advance(40)
    case 'kill':
      return world.killThread()
    case 'start':
      world.killThread()
      return world.startThread()
    case 'break':
      world.store.failure = busy
      return
    case 'mend':
      world.store.failure = undefined
      return
    default:
      return mishap satisfies never
  }
}
