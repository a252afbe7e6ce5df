import type { Clock, TimerHandle } from '../actor/clock.ts'
import type { ActorDefinition } from '../actor/definition.ts'
import type { ActorRef } from '../actor/message.ts'
import type { Random } from '../actor/random.ts'
import type { LedgerLog } from './actor.ts'
import type {
  LedgerMessage,
  LedgerReport,
  RecentReply,
  RecordsSettled,
  StateReply,
  StateSettled,
} from './messages.ts'
import {
  type ExchangeFacts,
  exchangeRecord,
  type ExchangeText,
  writeBatch,
  writeRecord,
} from './record.ts'
import { StateOutbox } from './state-outbox.ts'
import type { StateEntry } from './state.ts'
import type { StoreFailure } from './store/store.ts'
import {
  type LedgerEvents,
  type LedgerLine,
  ledgerSupervisor,
  type SupervisorArguments,
} from './supervisor.ts'
import { openWindow, type RecordWindow } from './window.ts'

export type Ledger = {
  /** Writes the log line of a finished exchange and keeps its record. Never waits, never throws. */
  record(facts: ExchangeFacts): void
  /** Keeps state for the next start. Never waits, never throws; it is tried again until it is written. */
  keepState(entries: readonly StateEntry[]): void
  /** Whether all state that was given so far is written, as soon as it is known or after `withinMs`. */
  stateWritten(withinMs: number): Promise<boolean>
  /** What the database holds of one kind of state, the latest first. */
  readState(kind: string, limit: number, timeoutMs: number): Promise<StateReply>
  /**
   * Settles with 0 when every record is written or given up and all state is written, or after `withinMs` with the number
   * of records and entries that are not.
   */
  flush(withinMs: number): Promise<number>
  /** The latest records, newest first. */
  recent(limit: number, timeoutMs: number): Promise<RecentReply>
  counts(): LedgerCounts
  /** To be spawned once, beside this client: keeps a ledger actor alive on another thread. */
  readonly supervisor: ActorDefinition<LedgerReport, SupervisorArguments>
}

/** Since the start: `recorded = written + lost + dropped + waiting`. */
export type LedgerCounts = {
  readonly recorded: number
  readonly written: number
  /** Given up by the ledger, after the database had failed too often. */
  readonly lost: number
  /** Given up here, because too many were not settled yet. */
  readonly dropped: number
  readonly waiting: number
}

export type LedgerOptions = {
  /** Records that may be unsettled: `runtime.storage_write_queue_capacity`. */
  readonly capacity: number
  /** Records of one transaction at most: `runtime.storage_write_max_batch_size`. */
  readonly maxBatchSize: number
  /** How long a record waits for others: `runtime.storage_write_aggregate_window_ms`. */
  readonly windowMs: number
  /** Entries of state that may be unwritten. */
  readonly stateCapacity: number
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<LedgerLog, 'warning'> & { exchange(text: ExchangeText): void }
  /** The node of a ledger thread; none while no thread is up. */
  readonly place: () => string | undefined
}

/** How often, at most, the log says that records are dropped. */
const dropNoticeMs = 10_000

/** The ledger as the rest of the program meets it. It may be used before `supervisor` is spawned. */
export const openLedger = (options: LedgerOptions): Ledger => {
  const client = new Client(options)
  return {
    record: (facts) => client.record(facts),
    keepState: (entries) => client.state.keep(entries),
    stateWritten: (withinMs) => client.state.written(withinMs),
    readState: (kind, limit, timeoutMs) => client.readState(kind, limit, timeoutMs),
    flush: (withinMs) => client.flush(withinMs),
    recent: (limit, timeoutMs) => client.recent(limit, timeoutMs),
    counts: () => client.counts(),
    supervisor: ledgerSupervisor({ events: client, place: options.place }),
  }
}

type Flushing = { readonly settle: (unsettled: number) => void; readonly deadline: TimerHandle }

class Client implements LedgerEvents {
  readonly state: StateOutbox
  readonly #clock: Clock
  readonly #log: LedgerOptions['log']
  readonly #window: RecordWindow
  readonly #maxBatchSize: number
  readonly #windowMs: number
  /** Begins every id of this run: no two runs share one, and ids sort by the start of the run. */
  readonly #run: string
  readonly #flushing = new Set<Flushing>()
  #line: LedgerLine | undefined
  /** Number of the last record that the present ledger was sent. */
  #sentThrough = 0
  #gathering: TimerHandle | undefined
  #recorded = 0
  #written = 0
  #lost = 0
  #dropped = 0
  #droppedAndSaid = 0
  #dropNotice: TimerHandle | undefined

  constructor(options: LedgerOptions) {
    const { capacity, clock, random } = options
    this.#clock = clock
    this.#log = options.log
    this.#maxBatchSize = options.maxBatchSize
    this.#windowMs = options.windowMs
    this.#window = openWindow(capacity)
    this.state = new StateOutbox({ ...options, capacity: options.stateCapacity })
    this.#run = runName(clock.now(), random)
  }

  record(facts: ExchangeFacts): void {
    const text = writeRecord(exchangeRecord(this.#run, facts))
    this.#log.exchange(text)
    this.#recorded += 1
    if (!this.#window.add(text)) return this.#drop()
    if (this.#window.last() - this.#sentThrough >= this.#maxBatchSize) this.#send()
    else this.#gathering ??= this.#clock.schedule(this.#windowMs, () => this.#send())
  }

  flush(withinMs: number): Promise<number> {
    if (this.#unsettled() === 0) return Promise.resolve(0)
    const { promise, resolve } = Promise.withResolvers<number>()
    const settle = (unsettled: number): void => {
      this.#flushing.delete(flushing)
      flushing.deadline.cancel()
      resolve(unsettled)
    }
    const deadline = this.#clock.schedule(withinMs, () => settle(this.#unsettled()))
    const flushing: Flushing = { settle, deadline }
    this.#flushing.add(flushing)
    this.#sendAndFlush()
    return promise
  }

  recent(limit: number, timeoutMs: number): Promise<RecentReply> {
    return this.#ask<RecentReply>((replyTo) => ({ type: 'ask-recent', limit, replyTo }), timeoutMs)
  }

  readState(kind: string, limit: number, timeoutMs: number): Promise<StateReply> {
    return this.#ask<StateReply>(
      (replyTo) => ({ type: 'ask-state', kind, limit, replyTo }),
      timeoutMs,
    )
  }

  counts(): LedgerCounts {
    return {
      recorded: this.#recorded,
      written: this.#written,
      lost: this.#lost,
      dropped: this.#dropped,
      waiting: this.#window.size(),
    }
  }

  started(line: LedgerLine): void {
    this.#line = line
    this.#sentThrough = 0
    this.state.started(line)
    if (this.#flushing.size > 0) this.#sendAndFlush()
    else this.#send()
  }

  gone(): void {
    this.#line = undefined
    this.state.gone()
  }

  settled({ through, lost }: RecordsSettled): void {
    const settled = this.#window.settle(through)
    this.#written += settled - lost
    this.#lost += lost
    this.#endFlush()
  }

  stateSettled(report: StateSettled): void {
    this.state.settled(report)
    this.#endFlush()
  }

  #endFlush(): void {
    if (this.#unsettled() > 0) return
    for (const { settle } of this.#flushing) settle(0)
  }

  #unsettled(): number {
    return this.#window.size() + this.state.size
  }

  async #ask<Reply extends RecentReply | StateReply>(
    question: (replyTo: ActorRef<Reply>) => LedgerMessage,
    timeoutMs: number,
  ): Promise<Reply | StoreFailure> {
    if (this.#line === undefined) return unavailable('no ledger thread is up')
    const { ledger, ask } = this.#line
    const answer = await ask<LedgerMessage, Reply>(ledger, question, timeoutMs)
    if (answer.type === 'reply') return answer.reply
    return unavailable(answer.type === 'timed-out' ? `no answer in ${timeoutMs} ms` : answer.reason)
  }

  /** Everything that the present ledger was not sent yet. */
  #send(): void {
    this.#gathering?.cancel()
    this.#gathering = undefined
    const line = this.#line
    if (line === undefined) return
    while (this.#sentThrough < this.#window.last()) {
      const { through, texts } = this.#window.after(this.#sentThrough, this.#maxBatchSize)
      this.#sentThrough = through
      if (texts.length === 0) continue
      const batch = writeBatch(texts)
      line.tell(line.ledger, { type: 'keep', through, count: texts.length, batch })
    }
  }

  #sendAndFlush(): void {
    this.#send()
    this.state.send()
    this.#line?.tell(this.#line.ledger, { type: 'flush' })
  }

  #drop(): void {
    this.#dropped += 1
    if (this.#dropNotice === undefined) this.#sayDropped()
  }

  #sayDropped(): void {
    const count = this.#dropped - this.#droppedAndSaid
    this.#dropNotice = undefined
    if (count === 0) return
    this.#droppedAndSaid = this.#dropped
    this.#log.warning('the ledger does not keep up, records are dropped', { count })
    this.#dropNotice = this.#clock.schedule(dropNoticeMs, () => this.#sayDropped())
  }
}

const runName = (startedAt: number, random: Random): string =>
  `${startedAt.toString(36)}-${Math.floor(random.next() * 36 ** 6)
    .toString(36)
    .padStart(6, '0')}`

const unavailable = (message: string): StoreFailure => ({
  type: 'failed',
  code: 'ledger_unavailable',
  message,
})
