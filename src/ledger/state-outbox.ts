import type { Clock, TimerHandle } from '../actor/clock.ts'
import type { LedgerLog } from './actor.ts'
import type { StateSettled } from './messages.ts'
import { type StateEntry, writeStateText } from './state.ts'
import type { LedgerLine } from './supervisor.ts'

export type StateOutboxOptions = {
  /** Entries that may be unwritten. */
  readonly capacity: number
  readonly maxBatchSize: number
  readonly windowMs: number
  readonly clock: Clock
  readonly log: Pick<LedgerLog, 'warning'>
}

/** After the ledger gave up on a batch of state it is tried again from the beginning, for as long as the program runs. */
const RETRY_MS = 10_000
/** How often, at most, the log says that state is dropped. */
const DROP_NOTICE_MS = 10_000

type Unwritten = { readonly number: number; readonly entry: StateEntry }
type Awaiting = {
  readonly through: number
  readonly settle: (isWritten: boolean) => void
  readonly deadline: TimerHandle
}

/**
 * State on its way to the database. Of entries with one kind and key only the latest is kept, so it takes the place of
 * what it is about, however long the database is away. One batch is under way at a time: one that failed is never
 * overtaken by what came after it.
 */
export class StateOutbox {
  readonly #options: StateOutboxOptions
  /** By kind and key, in order of their numbers: a Map keeps insertion order. */
  readonly #unwritten = new Map<string, Unwritten>()
  readonly #awaiting = new Set<Awaiting>()
  #line: LedgerLine | undefined
  #isUnderWay = false
  #timer: TimerHandle | undefined
  #last = 0
  #dropped = 0
  #dropNotice: TimerHandle | undefined

  constructor(options: StateOutboxOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#unwritten.size
  }

  keep(entries: readonly StateEntry[]): void {
    for (const entry of entries) this.#add(entry)
    if (entries.length > 0) this.#sendAfter(this.#options.windowMs)
  }

  /** Whether all that was given so far is written, as soon as it is known, or when `withinMs` are over. */
  written(withinMs: number): Promise<boolean> {
    if (this.#unwritten.size === 0) return Promise.resolve(true)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const settle = (isWritten: boolean): void => {
      this.#awaiting.delete(awaiting)
      awaiting.deadline.cancel()
      resolve(isWritten)
    }
    const deadline = this.#options.clock.schedule(withinMs, () => settle(false))
    const awaiting: Awaiting = { through: this.#last, settle, deadline }
    this.#awaiting.add(awaiting)
    this.send()
    return promise
  }

  started(line: LedgerLine): void {
    this.#line = line
    this.#isUnderWay = false
    this.send()
  }

  gone(): void {
    this.#line = undefined
    this.#isUnderWay = false
  }

  settled({ through, isWritten }: StateSettled): void {
    this.#isUnderWay = false
    if (!isWritten) return this.#sendAfter(RETRY_MS)
    for (const [name, { number }] of this.#unwritten) {
      if (number > through) break
      this.#unwritten.delete(name)
    }
    for (const awaiting of this.#awaiting) if (awaiting.through <= through) awaiting.settle(true)
    this.send()
  }

  /** The oldest unwritten entries, unless some are under way. */
  send(): void {
    if (this.#isUnderWay || this.#line === undefined || this.#unwritten.size === 0) return
    this.#timer?.cancel()
    this.#timer = undefined
    const entries: StateEntry[] = []
    let through = 0
    for (const { number, entry } of this.#unwritten.values()) {
      if (entries.length >= this.#options.maxBatchSize) break
      entries.push(entry)
      through = number
    }
    this.#isUnderWay = true
    const batch = writeStateText(entries)
    const count = entries.length
    this.#line.tell(this.#line.ledger, { type: 'keep-state', through, count, batch })
  }

  #sendAfter(delayMs: number): void {
    this.#timer ??= this.#options.clock.schedule(delayMs, () => {
      this.#timer = undefined
      this.send()
    })
  }

  #add(entry: StateEntry): void {
    const name = `${entry.kind}\n${entry.key}`
    const known = this.#unwritten.get(name)
    if (entry.key === '' && known !== undefined && known.entry.at >= entry.at) return
    // What forgets makes room: it is never dropped, and there are no more of it than kinds.
    if (known === undefined && entry.key !== '' && this.#isFull()) return this.#drop()
    this.#last += 1
    this.#unwritten.delete(name)
    this.#unwritten.set(name, { number: this.#last, entry })
  }

  #isFull(): boolean {
    return this.#unwritten.size >= this.#options.capacity
  }

  #drop(): void {
    this.#dropped += 1
    if (this.#dropNotice === undefined) this.#sayDropped()
  }

  #sayDropped(): void {
    const count = this.#dropped
    this.#dropNotice = undefined
    if (count === 0) return
    this.#dropped = 0
    this.#options.log.warning('the ledger does not keep up, state is dropped', { count })
    this.#dropNotice = this.#options.clock.schedule(DROP_NOTICE_MS, () => this.#sayDropped())
  }
}
