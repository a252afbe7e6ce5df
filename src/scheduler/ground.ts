import { freshStatus } from '../account/messages.ts'
import type { ActorContext } from '../actor/index.ts'
import { reconcile, type AccountEntry } from './standing/account-pool.ts'
import { Affinity } from './cache/affinity.ts'
import { openBindings, type Bindings } from './session/bindings.ts'
import { readSessionKey } from './session/session-key.ts'
import { CacheTally } from './cache/cache-tally.ts'
import { openCatalog } from './routing/catalog.ts'
import type { SchedulerArguments, SchedulerEvent, SchedulerMessage } from './messages.ts'
import { Owners } from './routing/owners.ts'
import type { Modes } from './mode/index.ts'
import { Guardrails } from './standing/guardrails.ts'
import { QuotaGroups } from './standing/quota-groups.ts'
import { openReceipts, type Receipts } from './explaining/receipts.ts'
import type { Routing } from './routing/route.ts'
import { SessionEvents } from './session/session-events.ts'
import { Shelves } from './tree/shelves.ts'

/** All that the scheduler's parts stand on. Its owner is the scheduler actor; the settings in it change as a whole. */
export type Ground = {
  readonly context: ActorContext<SchedulerMessage | SchedulerEvent>
  /** Epoch ms. */
  readonly startedAt: number
  readonly entries: Map<string, AccountEntry>
  readonly modes: Modes
  readonly shelves: Shelves
  readonly quotaGroups: QuotaGroups
  readonly bindings: Bindings
  /** Which upstreams' caches have which beginnings. */
  readonly affinity: Affinity
  /** What came of going by them. */
  readonly cacheTally: CacheTally
  readonly sessionEvents: SessionEvents
  /** What the accounts' upstreams keep. */
  readonly owners: Owners
  /** What has an id and is kept by nobody. */
  readonly unkept: Owners
  readonly receipts: Receipts
  /** The operator's own limits. */
  readonly guardrails: Guardrails
  args: SchedulerArguments
  routing: Routing
}

const MAX_UNKEPT = 20_000

export const openGround = (
  context: ActorContext<SchedulerMessage | SchedulerEvent>,
  { args, modes }: { readonly args: SchedulerArguments; readonly modes: Modes },
): Ground => {
  const catalog = openCatalog()
  const routing = {
    channels: new Map(),
    catalog,
    mapping: {},
    defaultChannel: '',
    splitsModels: false,
  }
  const entries = new Map<string, AccountEntry>()
  const parts = {
    context,
    startedAt: context.clock.now(),
    args,
    routing,
    entries,
    modes,
    shelves: new Shelves(entries, modes),
    quotaGroups: new QuotaGroups(entries),
    bindings: openBindings(),
    affinity: new Affinity(),
    cacheTally: new CacheTally(),
    sessionEvents: new SessionEvents(),
    owners: new Owners(),
    unkept: new Owners(MAX_UNKEPT),
    receipts: openReceipts(),
    guardrails: new Guardrails(args.compliance),
  }
  layGround(parts, args)
  return parts
}

/**
 * Puts new settings under everything. Answers the accounts that are new or not as they were. Another key, or another
 * address of the channel, makes a fresh account of an old one: what it met before says nothing any more.
 */
export const layGround = (ground: Ground, args: SchedulerArguments): readonly AccountEntry[] => {
  const { mapping, defaultChannel, splitsModels } = args
  const channels = new Map(args.channels.map((channel) => [channel.settings.id, channel]))
  const moved = new Set(
    args.channels
      .filter(
        ({ settings }) =>
          !Bun.deepEquals(ground.routing.channels.get(settings.id)?.settings, settings),
      )
      .map(({ settings }) => settings.id),
  )
  const ruled = ruledAnew(ground, args)
  ground.guardrails.configure(args.compliance)
  ground.affinity.configure(
    new Map(args.channels.map(({ settings, maxPrompts }) => [settings.id, maxPrompts])),
  )
  const { catalog } = ground.routing
  catalog.configure(channels)
  ground.args = args
  ground.routing = { channels, catalog, mapping, defaultChannel, splitsModels }
  const changed = new Set(reconcile(ground.entries, args.accounts))
  for (const entry of ground.entries.values()) {
    const { channel } = entry.settings
    if (moved.has(channel)) entry.status = freshStatus
    if (moved.has(channel) || ruled.has(channel)) changed.add(entry)
  }
  ground.shelves.reset()
  ground.quotaGroups.reset()
  return Array.from(changed)
}

/** Channels whose requests are treated in another way from now on; their accounts stay what they are. */
const ruledAnew = (
  ground: Ground,
  { channels, media, rests }: SchedulerArguments,
): ReadonlySet<string> => {
  const isAll =
    !Bun.deepEquals(ground.args.media, media) || !Bun.deepEquals(ground.args.rests, rests)
  return new Set(
    channels
      .filter(
        ({ settings, rules }) =>
          isAll || !Bun.deepEquals(ground.routing.channels.get(settings.id)?.rules, rules),
      )
      .map(({ settings }) => settings.id),
  )
}

/** What was bound to these, or warm there, is so no more. */
export const release = (
  entries: readonly AccountEntry[],
  { bindings, affinity, sessionEvents, context, args }: Ground,
): void => {
  const accounts = new Set(entries.map(({ settings }) => settings.id))
  affinity.releaseAccounts(accounts)
  for (const { session: key, account: boundAccount } of bindings.releaseAccounts(accounts)) {
    const { session, model } = readSessionKey(key)
    sessionEvents.add({
      at: context.clock.now(),
      action: 'unbound_missing_account',
      session,
      boundAccount,
      selectedAccount: '',
      model,
      restMs: 0,
      maxWaitMs: args.maxWaitMs,
    })
  }
}
