import { accountClient } from '../account/client.ts'
import type { ModelsDiscovered, Started, StatusChanged } from '../account/messages.ts'
import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import { matchesAny } from '../ir/model-pattern.ts'
import { openEntries, type AccountEntry } from './account-pool.ts'
import { openBindings } from './bindings.ts'
import { openCatalog, parseCards, type Catalog } from './catalog.ts'
import { Dispatching } from './dispatching.ts'
import {
  schedulerKind,
  type RoutableChannel,
  type SchedulerArguments,
  type SchedulerEvent,
  type SchedulerMessage,
} from './messages.ts'
import { Placement } from './placement.ts'
import { openReceipts } from './receipts.ts'

type Context = ActorContext<SchedulerMessage | SchedulerEvent>

const REDISCOVER_MS = 3_600_000
/** An account whose actor could not stay up is tried again after this long. */
const PLACE_AGAIN_MS = 5_000
/** Changes that come together are published together. */
const PUBLISH_AFTER_MS = 10

class SchedulerActor implements Behavior<SchedulerMessage | SchedulerEvent> {
  readonly #context: Context
  readonly #args: SchedulerArguments
  readonly #channels: ReadonlyMap<string, RoutableChannel>
  readonly #entries: ReadonlyMap<string, AccountEntry>
  readonly #catalog: Catalog
  readonly #bindings = openBindings()
  readonly #receipts = openReceipts()
  readonly #placement: Placement
  readonly #dispatching: Dispatching
  #isPublishing = false

  constructor(context: Context, args: SchedulerArguments) {
    this.#context = context
    this.#args = args
    const channels = new Map(args.channels.map((channel) => [channel.settings.id, channel]))
    const entries = openEntries(args.accounts)
    const catalog = openCatalog(args.channels)
    const { mapping, defaultChannel } = args
    this.#channels = channels
    this.#entries = entries
    this.#catalog = catalog
    this.#placement = new Placement({ context, args, entries, channels })
    this.#dispatching = new Dispatching({
      context,
      args,
      entries,
      routing: { channels, catalog, mapping, defaultChannel },
      bindings: this.#bindings,
      receipts: this.#receipts,
    })
    context.timers.every('rediscover', REDISCOVER_MS, { type: 'rediscover' })
    this.#publishSoon()
  }

  receive(message: SchedulerMessage | SchedulerEvent): void {
    switch (message.type) {
      case 'dispatch':
        return this.#dispatching.dispatch(message)
      case 'cancel':
        return this.#dispatching.cancel(message.exchange)
      case 'declined':
        return this.#dispatching.declined(message)
      case 'committed':
        return this.#dispatching.committed(message)
      case 'settled':
        return this.#dispatching.settled(message)
      case 'started':
        return this.#started(message)
      case 'status-changed':
      case 'models-discovered':
        return this.#learn(message)
      case 'accounts-lost':
        return this.#lose(message.accounts)
      case 'nodes-changed':
        return this.#placement.nodesChanged(message.nodes)
      case 'wake':
        return this.#dispatching.wakeDue()
      case 'rediscover':
        return this.#entries.forEach((entry) => this.#discover(entry))
      case 'place-again':
        return this.#placement.placeAll()
      case 'publish':
        return this.#publish()
      case 'find-receipt':
        return this.#context.tell(message.replyTo, {
          type: 'receipt-found',
          receipt: this.#receipts.find(message.requestId) ?? null,
        })
      default:
        return message satisfies never
    }
  }

  /** A signal overtakes the reports that came before it, so only the choice of accounts learns of the loss at once. */
  signal(signal: Signal): void {
    if (signal.type !== 'terminated') return
    const gone = this.#placement.terminated(signal.ref, signal.reason)
    const accounts = gone.map(({ settings }) => settings.id)
    this.#context.tell(this.#context.self, { type: 'accounts-lost', accounts })
    this.#context.timers.after('place-again', PLACE_AGAIN_MS, { type: 'place-again' })
    this.#publishSoon()
  }

  #started({ account, ref, life }: Started): void {
    const entry = this.#entries.get(account)
    if (entry === undefined || entry.ref !== ref) return
    this.#dispatching.lost(entry)
    entry.isUp = true
    entry.life = life
    accountClient(this.#context, ref).restore(entry.status)
    this.#discover(entry)
    this.#changed(entry)
  }

  #learn(report: StatusChanged | ModelsDiscovered): void {
    const entry = this.#entries.get(report.account)
    if (entry === undefined) return
    switch (report.type) {
      case 'status-changed':
        entry.status = report.status
        if (report.status.state === 'out') this.#bindings.releaseAccount(entry.settings.id)
        break
      case 'models-discovered':
        this.#learnModels(entry, report)
        break
      default:
        return report satisfies never
    }
    this.#changed(entry)
  }

  #changed(entry: AccountEntry): void {
    this.#dispatching.wakeFor(entry)
    this.#publishSoon()
  }

  #lose(accounts: readonly string[]): void {
    for (const account of accounts) {
      const entry = this.#entries.get(account)
      if (entry?.isUp === false) this.#dispatching.lost(entry)
    }
  }

  #learnModels({ settings }: AccountEntry, { cards, problem }: ModelsDiscovered): void {
    if (problem !== '') return
    const { id, channel, models } = settings
    const usable = parseCards(cards).filter(
      (card) => models.length === 0 || matchesAny(models, card.id),
    )
    this.#catalog.learn(id, channel, usable)
  }

  #discover({ settings, ref }: AccountEntry): void {
    if (ref !== undefined && this.#catalog.asksUpstream(settings.channel))
      accountClient(this.#context, ref).discoverModels()
  }

  #publishSoon(): void {
    if (this.#isPublishing) return
    this.#isPublishing = true
    this.#context.timers.after('publish', PUBLISH_AFTER_MS, { type: 'publish' })
  }

  #publish(): void {
    this.#isPublishing = false
    this.#context.tell(this.#args.viewer, {
      type: 'scheduler-view',
      accounts: Array.from(
        this.#entries.values(),
        ({ settings: { id, channel }, status, isUp }) => ({
          id,
          channel,
          isUp,
          status,
        }),
      ),
      channels: Array.from(this.#channels.keys(), (id) => ({
        id,
        cards: JSON.stringify(this.#catalog.cards(id)),
      })),
    })
  }
}

/** Places every request, and starts the accounts again when their thread is lost. There is one. */
export const schedulerActor = defineActor<SchedulerMessage, SchedulerArguments, SchedulerEvent>(
  schedulerKind,
  {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 10, maxMs: 1000, jitter: 0.2 },
      limit: { restarts: 100, withinMs: 60_000 },
    },
    mailbox: { capacity: 100_000, overflow: 'reject-new' },
    setup: (context, args) => new SchedulerActor(context, args),
  },
)
