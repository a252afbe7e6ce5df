import { Recency } from '../../actor/recency.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import type { Catalog } from '../routing/catalog.ts'
import { KnownLimits } from '../standing/known-limits.ts'
import { KnownModels, kindOfItsOwn, type Kind } from '../standing/known-models.ts'
import type { Mode, Modes } from '../mode/index.ts'
import type { Floor, Need } from '../standing/need.ts'
import type { RouteTarget, Routing } from '../routing/route.ts'
import { Roster, Shelf } from './shelf.ts'
import type { Sight } from '../standing/stand.ts'

/** Leaves of all shelves together: one is about a hundred bytes. */
const MAX_LEAVES = 1_000_000
const MAX_SHELVES = 256
/** Of a model that is known at more than one account of so many, a shelf of its own costs less than to turn one to it. */
const FEW = 8

/** The shelves that are in use. One that was let go is built again when it is asked for. State of the scheduler actor. */
export class Shelves {
  readonly #rosters = new Map<string, Roster>()
  readonly #known = new Map<string, KnownModels>()
  readonly #limits = new Map<string, KnownLimits>()
  readonly #shelves = new Recency<Shelf>()
  readonly #modes: Modes
  readonly #entries: ReadonlyMap<string, AccountEntry>
  readonly #maxLeaves: number
  #leaves = 0
  #isOutdated = true
  #kindsMoment = 0

  constructor(entries: ReadonlyMap<string, AccountEntry>, modes: Modes, maxLeaves = MAX_LEAVES) {
    this.#entries = entries
    this.#modes = modes
    this.#maxLeaves = maxLeaves
  }

  /** Other accounts, or other models of theirs: everything is built again when it is next asked for. */
  reset(): void {
    this.#isOutdated = true
    this.#kindsMoment += 1
  }

  /** Another one since which other models may look alike; those that look alike may no more. */
  get kindsMoment(): number {
    return this.#kindsMoment
  }

  /** The account is not as it was. */
  touch(entry: AccountEntry): void {
    const { id, channel } = entry.settings
    const roster = this.#rosters.get(channel)
    const position = roster?.positionOf(id)
    if (roster === undefined || position === undefined) return
    roster.touch(position)
    this.#known.get(channel)?.learn(position, entry)
    this.#limits.get(channel)?.learn(position, entry)
  }

  /** Those with the same key at a channel can be served by the very same accounts. */
  kindOf(target: Wanted, catalog: Catalog, need?: Need): Kind {
    if (this.#isOutdated) this.#rebuild()
    const { channel, model } = target
    const floor = need === undefined ? undefined : this.floorOf(target, need)
    if (floor !== undefined) return kindOfItsOwn(model, floor)
    const isPartial = catalog.isPartial(channel, model)
    const known = this.#learntAt(channel, this.#known, KnownModels)
    return known?.kindOf(model, isPartial) ?? kindOfItsOwn(model)
  }

  /** The limits of accounts there that are too small for so much; undefined: none that is known. */
  floorOf({ channel, model }: Wanted, need: Need): Floor | undefined {
    if (this.#isOutdated) this.#rebuild()
    return this.#learntAt(channel, this.#limits, KnownLimits)?.floorOf(model, need)
  }

  /** The shelf of a target as it is now; undefined when its channel has no account. */
  open(target: RouteTarget & Needing, routing: Routing, sight: Sight): Shelf | undefined {
    const { channel, need } = target
    const kind = this.kindOf(target, sight.catalog, need)
    const { subject, apart } = kind
    const roster = this.#rosters.get(channel)
    if (roster === undefined) return undefined
    const own = this.#shelves.use(`${channel}\n${kind.key}`)
    const isOwn = own !== undefined || apart.size * FEW > roster.entries.length
    const key = `${channel}\n${isOwn ? kind.key : kind.sharedKey}`
    const opened = own ?? this.#shelves.use(key)
    if (opened !== undefined) {
      opened.turnTo(kind, sight)
      return opened
    }
    const shelf = new Shelf(roster, {
      subject,
      apart,
      mode: this.#modeAt(channel, routing),
      sight,
    })
    this.#shelves.put(key, shelf)
    this.#leaves += shelf.tree.size
    this.#letGo()
    return shelf
  }

  #modeAt(channel: string, { channels }: Routing): Mode {
    return this.#modes[channels.get(channel)?.mode ?? 'balance']
  }

  /** What is learnt of the accounts of a channel, from when it is first asked for; undefined when it has none. */
  #learntAt<Learnt>(
    channel: string,
    learnt: Map<string, Learnt>,
    Type: new (entries: readonly AccountEntry[], onChange: () => void) => Learnt,
  ): Learnt | undefined {
    const known = learnt.get(channel)
    const roster = this.#rosters.get(channel)
    if (known !== undefined || roster === undefined) return known
    const added = new Type(roster.entries, () => void (this.#kindsMoment += 1))
    learnt.set(channel, added)
    return added
  }

  /** The one that was asked for last stays, however large it is. */
  #letGo(): void {
    for (const [key, shelf] of this.#shelves) {
      if (this.#leaves <= this.#maxLeaves && this.#shelves.size <= MAX_SHELVES) return
      if (this.#shelves.size === 1) return
      this.#shelves.delete(key)
      this.#leaves -= shelf.tree.size
    }
  }

  #rebuild(): void {
    this.#isOutdated = false
    this.#rosters.clear()
    this.#known.clear()
    this.#limits.clear()
    this.#shelves.clear()
    this.#leaves = 0
    for (const [channel, members] of Map.groupBy(
      this.#entries.values(),
      ({ settings }) => settings.channel,
    ))
      this.#rosters.set(channel, new Roster(members))
  }
}

type Wanted = Pick<RouteTarget, 'channel' | 'model'>

/** What the prompt needs; undefined: nothing that any account is known to be too small for. */
type Needing = { readonly need?: Need | undefined }
