import type { ActorRef } from '../actor/message.ts'
import { type ActorContext, type ActorDefinition, defineActor } from '../actor/definition.ts'
import {
  type KeepRecords,
  type LedgerArguments,
  ledgerKind,
  type LedgerMessage,
  type RecentReply,
} from './messages.ts'
import { readBatch } from './record.ts'
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
 * - `writing`: a batch is with the store
 * - `resting`: the store failed, the same batch is tried again after a while
 */
type Phase = 'idle' | 'writing' | 'resting'

type Context = ActorContext<LedgerMessage | OwnMessage>

/**
 * Writes batches, one after the other. A failure of the store is waited out and at last given up, it never stops
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
  /** Not settled, in order. The first is the one with the store. */
  readonly #batches: KeepRecords[] = []
  /** Failures of the batch at hand. */
  #failures = 0

  constructor(context: Context, args: LedgerArguments, { openStore, log }: LedgerDependencies) {
    this.#context = context
    this.#args = args
    this.#log = log
    this.#store = reopeningStore(openStore, args.dsn)
  }

  receive(message: LedgerMessage | OwnMessage): void {
    switch (message.type) {
      case 'keep':
        this.#batches.push(message)
        return this.#phase === 'idle' ? this.#write() : undefined
      case 'flush':
        return this.#phase === 'resting' ? this.#write() : undefined
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

  #write(): void {
    this.#context.timers.cancel('retry')
    const [batch] = this.#batches
    this.#phase = batch === undefined ? 'idle' : 'writing'
    if (batch === undefined) return
    this.#context.pipeToSelf(
      this.#store.write(readBatch(batch.batch)),
      (result): OwnMessage => ({ type: 'batch-tried', result }),
      ({ name, message }): OwnMessage => ({
        type: 'batch-tried',
        result: { type: 'failed', code: name, message },
      }),
    )
  }

  #written(): void {
    const attempts = this.#failures + 1
    if (attempts > 1) this.#log.info('records are written again', { attempts })
    this.#settle(0)
  }

  #failed({ code, message }: StoreFailure): void {
    this.#failures += 1
    const count = this.#batches[0]?.count ?? 0
    const fields = { code, failure: message, count, attempts: this.#failures }
    if (this.#failures >= maxTries) {
      this.#log.error('records could not be written and are lost', fields)
      return this.#settle(count)
    }
    if (this.#failures === 1)
      this.#log.warning('records could not be written, trying again', fields)
    this.#phase = 'resting'
    this.#context.timers.after('retry', retryDelayMs(this.#failures), { type: 'write-due' })
  }

  #settle(lost: number): void {
    this.#failures = 0
    const batch = this.#batches.shift()
    if (batch !== undefined) {
      const { through } = batch
      this.#context.tell(this.#args.reportTo, { type: 'settled', through, lost })
    }
    this.#write()
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
