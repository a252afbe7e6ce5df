import { Recency } from '../actor/recency.ts'
import type { AccountEntry } from './account-pool.ts'
import { KnownModels } from './known-models.ts'
import type { Mode, Modes } from './mode/index.ts'
import type { RouteTarget, Routing } from './route.ts'
import { Roster, Shelf } from './shelf.ts'
import type { Sight } from './stand.ts'

/** Leaves of all shelves together: one is about a hundred bytes. */
const MAX_LEAVES = 1_000_000
const MAX_SHELVES = 256

/** The shelves that are in use. One that was let go is built again when it is asked for. State of the scheduler actor. */
export class Shelves {
  readonly #rosters = new Map<string, Roster>()
  readonly #known = new Map<string, KnownModels>()
  readonly #shelves = new Recency<Shelf>()
  readonly #modes: Modes
  readonly #entries: ReadonlyMap<string, AccountEntry>
  readonly #maxLeaves: number
  #leaves = 0
  #isOutdated = true

  constructor(entries: ReadonlyMap<string, AccountEntry>, modes: Modes, maxLeaves = MAX_LEAVES) {
    this.#entries = entries
    this.#modes = modes
    this.#maxLeaves = maxLeaves
  }

  /** Other accounts, or other models of theirs: everything is built again when it is next asked for. */
  reset(): void {
    this.#isOutdated = true
  }

  /** The account is not as it was. */
  touch(entry: AccountEntry): void {
    const { id, channel } = entry.settings
    this.#rosters.get(channel)?.touch(id)
    this.#known.get(channel)?.learn(entry)
  }

  /** The shelf of a target as it is now; undefined when its channel has no account. */
  open({ channel, model }: RouteTarget, routing: Routing, sight: Sight): Shelf | undefined {
    if (this.#isOutdated) this.#rebuild()
    const roster = this.#rosters.get(channel)
    if (roster === undefined) return undefined
    const known = this.#known.get(channel) ?? this.#learnAt(channel, roster)
    const { subject, key: kind } = known.subjectOf(model, sight.catalog.isPartial(channel, model))
    const key = `${channel}\n${kind}`
    const opened = this.#shelves.use(key)
    if (opened !== undefined) {
      opened.refresh(sight)
      return opened
    }
    const shelf = new Shelf(roster, { subject, mode: this.#modeAt(channel, routing), sight })
    this.#shelves.put(key, shelf)
    this.#leaves += shelf.tree.size
    this.#letGo()
    return shelf
  }

  #modeAt(channel: string, { channels }: Routing): Mode {
    return this.#modes[channels.get(channel)?.mode ?? 'balance']
  }

  #learnAt(channel: string, { entries }: Roster): KnownModels {
    const known = new KnownModels(entries)
    this.#known.set(channel, known)
    return known
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
    this.#shelves.clear()
    this.#leaves = 0
    for (const [channel, members] of Map.groupBy(
      this.#entries.values(),
      ({ settings }) => settings.channel,
    ))
      this.#rosters.set(channel, new Roster(members))
  }
}
