import type { ActorRef } from '../actor/message.ts'
import { type ActorContext, type ActorDefinition, defineActor } from '../actor/definition.ts'
import {
  type AskState,
  type KeepRecords,
  type KeepState,
  type LedgerArguments,
  ledgerKind,
  type LedgerMessage,
  type LedgerReport,
  type RecentReply,
  type StateReply,
} from './messages.ts'
import { readBatch } from './record.ts'
import { readStateText } from './state.ts'
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
  | {
      readonly type: 'state-read'
      readonly result: StateReply
      readonly replyTo: ActorRef<StateReply>
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
  readonly #batches: Batch[] = []
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
      case 'keep-state':
        this.#batches.push(message)
        return this.#phase === 'idle' ? this.#write() : undefined
      case 'flush':
        return this.#phase === 'resting' ? this.#write() : undefined
      case 'ask-recent':
        return this.#read(message.limit, message.replyTo)
      case 'ask-state':
        return this.#readState(message)
      case 'write-due':
        return this.#write()
      case 'batch-tried':
        return message.result.type === 'written' ? this.#written() : this.#failed(message.result)
      case 'recent-read':
        return this.#context.tell(message.replyTo, message.result)
      case 'state-read':
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
      this.#put(batch),
      (result): OwnMessage => ({ type: 'batch-tried', result }),
      ({ name, message }): OwnMessage => ({
        type: 'batch-tried',
        result: { type: 'failed', code: name, message },
      }),
    )
  }

  #put(batch: Batch): Promise<StoreWritten | StoreFailure> {
    return batch.type === 'keep'
      ? this.#store.write(readBatch(batch.batch))
      : this.#store.writeState(readStateText(batch.batch))
  }

  #written(): void {
    const attempts = this.#failures + 1
    if (attempts > 1) this.#log.info(texts[this.#kind()].recovered, { attempts })
    this.#settle(true)
  }

  #failed({ code, message }: StoreFailure): void {
    this.#failures += 1
    const count = this.#batches[0]?.count ?? 0
    const fields = { code, failure: message, count, attempts: this.#failures }
    if (this.#failures >= maxTries) {
      this.#log.error(texts[this.#kind()].givenUp, fields)
      return this.#settle(false)
    }
    if (this.#failures === 1) this.#log.warning(texts[this.#kind()].failed, fields)
    this.#phase = 'resting'
    this.#context.timers.after('retry', retryDelayMs(this.#failures), { type: 'write-due' })
  }

  #kind(): BatchKind {
    return this.#batches[0]?.type ?? 'keep'
  }

  #settle(isWritten: boolean): void {
    this.#failures = 0
    const batch = this.#batches.shift()
    if (batch !== undefined) this.#context.tell(this.#args.reportTo, reportOf(batch, isWritten))
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

  #readState({ kind, limit, replyTo }: AskState): void {
    this.#context.pipeToSelf(
      this.#store.readState(kind, limit),
      (result): OwnMessage => ({ type: 'state-read', replyTo, result }),
      ({ name, message }): OwnMessage => ({
        type: 'state-read',
        replyTo,
        result: { type: 'failed', code: name, message },
      }),
    )
  }
}

type Batch = KeepRecords | KeepState
type BatchKind = Batch['type']

const reportOf = (batch: Batch, isWritten: boolean): LedgerReport => {
  const { through, count } = batch
  switch (batch.type) {
    case 'keep':
      return { type: 'settled', through, lost: isWritten ? 0 : count }
    case 'keep-state':
      return { type: 'state-settled', through, isWritten }
    default:
      return batch satisfies never
  }
}

type Texts = { readonly failed: string; readonly givenUp: string; readonly recovered: string }

const texts: Readonly<Record<BatchKind, Texts>> = {
  keep: {
    failed: 'records could not be written, trying again',
    givenUp: 'records could not be written and are lost',
    recovered: 'records are written again',
  },
  'keep-state': {
    failed: 'state could not be written, trying again',
    givenUp: 'state could not be written and is tried again later',
    recovered: 'state is written again',
  },
}
