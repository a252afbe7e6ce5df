import { ActorSystem, type SystemEvent } from '../actor/index.ts'
import { NodePool, type PoolEvent } from '../actor/node-pool.ts'
import { servedAccounts, type Settings } from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'
import { logSystemEvent } from '../telemetry/system-events.ts'
import { logPoolEvent } from './log-events.ts'
import { threadEntry } from './thread-entry.ts'

/** Time for actors to let go when their thread ends. */
const GRACE_MS = 2_000

export type ThreadsOptions = {
  readonly log: Log
  /** Threads for accounts. */
  readonly size: number
  /** The account threads that are up, whenever that has changed. */
  readonly onChange: (nodes: readonly string[]) => void
}

/** The threads of the program, and the system of actors that the main one shares with them. */
export class Threads {
  readonly system: ActorSystem
  readonly accounts: NodePool
  readonly ledger: NodePool
  /** None is up until something is counted here. */
  readonly counter: NodePool
  /** Threads that there are to be for accounts. */
  readonly size: number
  readonly #log: Log
  /** Those that end because they are not needed. */
  readonly #lettingGo = new Set<string>()
  #isStopping = false

  constructor({ log, size, onChange }: ThreadsOptions) {
    this.#log = log
    this.size = size
    const observe = logSystemEvent(log)
    this.system = new ActorSystem({
      node: 'main',
      observe: (event) => this.#isExpected(event) || observe(event),
    })
    this.accounts = this.#pool('account', { size, onChange })
    this.ledger = this.#pool('ledger', { size: 1 })
    this.counter = this.#pool('counter', { size: 0 })
  }

  /** All that are up, besides the main one. */
  nodes(): readonly string[] {
    return this.#pools().flatMap((pool) => pool.nodes())
  }

  /** A counter's thread is not needed any more. */
  letGo(node: string): void {
    this.#lettingGo.add(node)
    void this.counter.release(node, GRACE_MS)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#pools().map((pool) => pool.stop(GRACE_MS)))
    await this.system.shutdown()
  }

  #pools(): readonly NodePool[] {
    return [this.accounts, this.ledger, this.counter]
  }

  #pool(name: Parameters<typeof threadEntry>[0], options: PoolParts): NodePool {
    return new NodePool({
      ...options,
      entry: threadEntry(name),
      namePrefix: name,
      system: this.system,
      observe: (event) => this.#isExpected(event) || logPoolEvent(this.#log, event),
    })
  }

  /** Threads that end because the program does are no news. */
  #isExpected(event: PoolEvent | SystemEvent): boolean {
    if (event.type !== 'thread-closed' && event.type !== 'node-lost') return false
    return this.#isStopping || this.#lettingGo.has(event.node)
  }
}

type PoolParts = Pick<ConstructorParameters<typeof NodePool>[0], 'size' | 'onChange'>

/** A thread costs some milliseconds and megabytes: beyond this many, accounts share them. */
const MAX_OWN_THREADS = 256

export const accountThreads = (settings: Settings): number => {
  const { runtime } = settings
  const accounts = servedAccounts(settings).length
  if (runtime.isolation === 'thread') return Math.min(MAX_OWN_THREADS, Math.max(1, accounts))
  return runtime.threads > 0 ? runtime.threads : Math.max(1, navigator.hardwareConcurrency - 1)
}
