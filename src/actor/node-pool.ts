import type { TimerHandle } from './clock.ts'
import { backoffDelay, withinWindow } from './supervision.ts'
import type { ActorSystem } from './system.ts'
import { Thread } from './thread.ts'

export type PoolEvent =
  | { readonly type: 'thread-ready'; readonly node: string }
  | {
      readonly type: 'thread-closed'
      readonly node: string
      readonly hadStarted: boolean
      readonly explanation: string
    }
  /** This position stays empty: its threads died while starting, again and again. */
  | { readonly type: 'given-up'; readonly position: number; readonly explanation: string }

export type PoolOptions = {
  readonly system: ActorSystem
  /** Path of the thread's file from the project's root, `./workers/account.ts`. It calls `joinParent`. */
  readonly entry: string
  readonly size: number
  /** Nodes are named `prefix-position.generation`. */
  readonly namePrefix: string
  /** Data for the thread's `joinParent`; must survive a clone. */
  readonly environment?: unknown
  /** How long a thread may take to be ready. */
  readonly startTimeoutMs?: number
  /** The live nodes, whenever they changed, dedicated ones excepted. */
  readonly onChange?: (nodes: readonly string[]) => void
  readonly observe?: (event: PoolEvent) => void
}

export type DedicatedNode =
  | { readonly type: 'ready'; readonly node: string }
  | { readonly type: 'failed'; readonly explanation: string }

type Position = {
  readonly number: number
  generation: number
  failedStarts: number
  /** Monotonic milliseconds of its threads' ends. */
  deaths: readonly number[]
  thread: Thread | undefined
  delay: TimerHandle | undefined
  /** Settled when its first thread is ready, or no thread will be. */
  readonly firstStart: PromiseWithResolvers<DedicatedNode>
  readonly isDedicated: boolean
}

const backoff = { minMs: 50, maxMs: 5_000, jitter: 0.2 }
/** Deaths closer together than this are one trouble: the next thread waits. */
const troubleMs = 10_000
const failedStartsAtMost = 6

/** A number of threads that are nodes of a system. One that dies is replaced under a new name. */
export class NodePool {
  readonly #options: PoolOptions
  readonly #positions = new Map<number, Position>()
  readonly #serving = new Map<string, Position>()
  #lastNumber = 0
  #isStopping = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Resolves with the live nodes when every thread is ready or given up. */
  async start(): Promise<readonly string[]> {
    const positions = Array.from({ length: this.#options.size }, () => this.#open(false))
    await Promise.all(positions.map(({ firstStart }) => firstStart.promise))
    return this.nodes()
  }

  /** The live nodes by position, dedicated ones excepted: a replacement stands where its predecessor stood. */
  nodes(): readonly string[] {
    return [...this.#serving]
      .filter(([, { isDedicated }]) => !isDedicated)
      .sort(([, one], [, other]) => one.number - other.number)
      .map(([node]) => node)
  }

  /** One more node, for whoever asked. It is not replaced when it dies. */
  dedicated(): Promise<DedicatedNode> {
    return this.#open(true).firstStart.promise
  }

  /** Ends a dedicated node. Its actors are stopped first, for at most `graceMs`. */
  async release(node: string, graceMs: number): Promise<void> {
    const position = this.#serving.get(node)
    this.#options.system.flush()
    if (position?.isDedicated === true) await position.thread?.leave(graceMs)
  }

  /** Ends a thread at once, as a crash would. */
  kill(node: string): void {
    this.#serving.get(node)?.thread?.kill()
  }

  /** Ends all threads. Their actors are stopped first, for at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    const positions = [...this.#positions.values()]
    for (const { delay, firstStart } of positions) {
      delay?.cancel()
      firstStart.resolve({ type: 'failed', explanation: 'the pool stops' })
    }
    // A thread must not hear that it is to leave before it hears what was sent to it earlier.
    this.#options.system.flush()
    await Promise.all(positions.map(({ thread }) => thread?.leave(graceMs)))
  }

  #open(isDedicated: boolean): Position {
    this.#lastNumber += 1
    const position: Position = {
      number: this.#lastNumber,
      generation: 0,
      failedStarts: 0,
      deaths: [],
      thread: undefined,
      delay: undefined,
      firstStart: Promise.withResolvers(),
      isDedicated,
    }
    this.#positions.set(position.number, position)
    this.#startThread(position)
    return position
  }

  #startThread(position: Position): void {
    const { system, entry, namePrefix, environment, startTimeoutMs = 10_000 } = this.#options
    position.generation += 1
    position.delay = undefined
    const node = `${namePrefix}-${position.number}.${position.generation}`
    position.thread = new Thread({
      clock: system.clock,
      entry,
      join: { type: 'join', node, parent: system.node, environment },
      startTimeoutMs,
      onReady: (thread) => this.#ready(position, thread),
      onClosed: (thread, ending) => this.#closed(position, { ...ending, node: thread.node }),
    })
  }

  #ready(position: Position, { node, transport }: Thread): void {
    position.failedStarts = 0
    this.#options.system.link(node, transport)
    this.#serving.set(node, position)
    this.#options.observe?.({ type: 'thread-ready', node })
    position.firstStart.resolve({ type: 'ready', node })
    if (!position.isDedicated) this.#options.onChange?.(this.nodes())
  }

  #closed(
    position: Position,
    ending: { readonly node: string; readonly hadStarted: boolean; readonly explanation: string },
  ): void {
    const { system, observe, onChange } = this.#options
    const { node, hadStarted, explanation } = ending
    position.thread = undefined
    observe?.({ type: 'thread-closed', ...ending })
    if (this.#serving.delete(node)) {
      system.nodeLost(node)
      if (!position.isDedicated) onChange?.(this.nodes())
    }
    if (!hadStarted) position.failedStarts += 1
    if (this.#isStopping) return
    if (position.isDedicated || position.failedStarts >= failedStartsAtMost) {
      this.#giveUp(position, explanation)
    } else this.#replace(position, hadStarted)
  }

  #giveUp(position: Position, explanation: string): void {
    this.#positions.delete(position.number)
    position.firstStart.resolve({ type: 'failed', explanation })
    if (position.isDedicated) return
    this.#options.observe?.({ type: 'given-up', position: position.number, explanation })
  }

  /** At once after a single death of a thread that had worked; else with growing delays. */
  #replace(position: Position, hadStarted: boolean): void {
    const { clock, random } = this.#options.system
    const now = clock.monotonic()
    const recent = withinWindow(position.deaths, now, troubleMs)
    position.deaths = [...recent, now]
    const isAtOnce = hadStarted && recent.length === 0
    const delayMs = isAtOnce ? 0 : backoffDelay(backoff, recent.length, random)
    position.delay = clock.schedule(delayMs, () => this.#startThread(position))
  }
}
