import type { ActorRef } from '../actor/message.ts'
import { type ActorContext, type ActorDefinition, defineActor } from '../actor/definition.ts'
import {
  type KeepRecord,
  type LedgerArguments,
  ledgerKind,
  type LedgerMessage,
  type RecentReply,
} from './messages.ts'
import { readRecord } from './record.ts'
import { maxTries, retryDelayMs } from './retry.ts'
import { reopeningStore } from './store/reopening-store.ts'
import type { OpenStore, Store, StoreFailure, StoreWritten } from './store/store.ts'

export type LedgerDependencies = {
  readonly openStore: OpenStore
  readonly log: LedgerLog
}

/** The part of a log that the ledger needs. */
export type LedgerLog = {
  info(message: string, fields: LedgerFields): void
  warning(message: string, fields: LedgerFields): void
  error(message: string, fields: LedgerFields): void
}

type LedgerFields = {
  readonly attempts?: number
  readonly code?: string
  readonly count?: number
  readonly delayMs?: number
  readonly failure?: string
}

/** What the actor sends itself. */
type OwnMessage =
  | { readonly type: 'write-due' }
  | { readonly type: 'batch-tried'; readonly result: StoreWritten | StoreFailure }
  | {
      readonly type: 'recent-read'
      readonly result: RecentReply
      readonly replyTo: ActorRef<RecentReply>
    }

/**
 * - `idle`: nothing waits
 * - `gathering`: records wait for others, until the window is over or a batch is full
 * - `writing`: a batch is with the store
 * - `resting`: the store failed, the same batch is tried again after a while
 */
type Phase = 'idle' | 'gathering' | 'writing' | 'resting'

type Context = ActorContext<LedgerMessage | OwnMessage>

/**
 * Writes records in batches. A failure of the store is waited out and at last given up, it never stops
 * this actor; should it stop all the same, its records are sent again to the one that replaces it.
 */
export const ledgerActor = (
  dependencies: LedgerDependencies,
): ActorDefinition<LedgerMessage, LedgerArguments> =>
  defineActor<LedgerMessage, LedgerArguments, OwnMessage>(ledgerKind, {
    supervision: {
      onFailure: 'stop',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 0, withinMs: 0 },
    },
    // The client's window is the bound: it never has more on the way than it may keep.
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, args) => {
      const ledger = new Ledger(context, args, dependencies)
      return {
        receive: (message) => ledger.receive(message),
        signal: ({ type }) => {
          if (type === 'stopping') ledger.close()
        },
      }
    },
  })

class Ledger {
  readonly #context: Context
  readonly #args: LedgerArguments
  readonly #log: LedgerLog
  readonly #store: Store
  #phase: Phase = 'idle'
  /** Not settled, in order; the first `#batchSize` of them are with the store. */
  #waiting: KeepRecord[] = []
  #batchSize = 0
  /** Failures of the batch at hand. */
  #failures = 0
  #isFlushing = false

  constructor(context: Context, args: LedgerArguments, { openStore, log }: LedgerDependencies) {
    this.#context = context
    this.#args = args
    this.#log = log
    this.#store = reopeningStore(openStore, args.dsn)
  }

  receive(message: LedgerMessage | OwnMessage): void {
    switch (message.type) {
      case 'keep':
        return this.#keep(message)
      case 'flush':
        return this.#flush()
      case 'ask-recent':
        return this.#read(message.limit, message.replyTo)
      case 'write-due':
        return this.#write()
      case 'batch-tried':
        return message.result.type === 'written' ? this.#written() : this.#failed(message.result)
      case 'recent-read':
        return this.#context.tell(message.replyTo, message.result)
      default:
        return message satisfies never
    }
  }

  close(): void {
    void this.#store.close()
  }

  #keep(message: KeepRecord): void {
    this.#waiting.push(message)
    if (this.#phase === 'idle') this.#next()
    else if (this.#phase === 'gathering' && this.#isBatchFull()) this.#write()
  }

  #flush(): void {
    if (this.#waiting.length === 0) return
    this.#isFlushing = true
    if (this.#phase !== 'writing') this.#write()
  }

  #write(): void {
    this.#context.timers.cancel('write')
    this.#phase = 'writing'
    const batch = this.#waiting.slice(0, this.#args.maxBatchSize)
    this.#batchSize = batch.length
    this.#context.pipeToSelf(
      this.#store.write(batch.map(({ text }) => readRecord(text))),
      (result): OwnMessage => ({ type: 'batch-tried', result }),
      ({ name, message }): OwnMessage => ({
        type: 'batch-tried',
        result: { type: 'failed', code: name, message },
      }),
    )
  }

  #written(): void {
    if (this.#failures > 0)
      this.#log.info('records are written again', { attempts: this.#failures })
    this.#settle(0)
  }

  #failed({ code, message }: StoreFailure): void {
    this.#failures += 1
    const fields = { code, failure: message, count: this.#batchSize, attempts: this.#failures }
    if (this.#failures >= maxTries) {
      this.#log.error('records could not be written and are lost', fields)
      return this.#settle(this.#batchSize)
    }
    if (this.#failures === 1)
      this.#log.warning('records could not be written, trying again', fields)
    this.#phase = 'resting'
    this.#writeAfter(retryDelayMs(this.#failures))
  }

  #settle(lost: number): void {
    const settled = this.#waiting.splice(0, this.#batchSize)
    this.#failures = 0
    this.#batchSize = 0
    const through = settled.at(-1)?.sequence ?? 0
    this.#context.tell(this.#args.reportTo, { type: 'settled', through, lost })
    this.#next()
  }

  #next(): void {
    if (this.#waiting.length === 0) {
      this.#phase = 'idle'
      this.#isFlushing = false
    } else if (this.#isFlushing || this.#isBatchFull()) {
      this.#write()
    } else {
      this.#phase = 'gathering'
      this.#writeAfter(this.#args.windowMs)
    }
  }

  #writeAfter(delayMs: number): void {
    this.#context.timers.after('write', delayMs, { type: 'write-due' })
  }

  #isBatchFull(): boolean {
    return this.#waiting.length >= this.#args.maxBatchSize
  }

  #read(limit: number, replyTo: ActorRef<RecentReply>): void {
    this.#context.pipeToSelf(
      this.#store.recent(limit),
      (result): OwnMessage => ({ type: 'recent-read', replyTo, result }),
      ({ name, message }): OwnMessage => ({
        type: 'recent-read',
        replyTo,
        result: { type: 'failed', code: name, message },
      }),
    )
  }
}
