import type { AccountEntry } from '../standing/account-pool.ts'
import type { Mode } from '../mode/index.ts'
import { leafOf, type Sight, type Subject } from '../standing/stand.ts'
import { nobody, Tournament, type Excluded } from './tournament.ts'

/** The accounts of a channel, and which of them have changed. State of the scheduler actor, used by it alone. */
export class Roster {
  readonly entries: readonly AccountEntry[]
  readonly #positions: ReadonlyMap<string, number>
  readonly #changes: number[] = []
  /** Changes that were let go before the first of those that are kept. */
  #forgotten = 0

  constructor(entries: readonly AccountEntry[]) {
    this.entries = entries
    this.#positions = new Map(entries.map(({ settings }, position) => [settings.id, position]))
  }

  /** Counts all changes that there ever were. */
  get moment(): number {
    return this.#forgotten + this.#changes.length
  }

  positionOf(account: string): number | undefined {
    return this.#positions.get(account)
  }

  touch(position: number): void {
    this.#changes.push(position)
    if (this.#changes.length <= 2 * this.entries.length + KEPT_CHANGES) return
    this.#forgotten += this.#changes.length
    this.#changes.length = 0
  }

  /** The positions that have changed since; undefined when that is not known any more. */
  changedSince(moment: number): ReadonlySet<number> | undefined {
    if (moment < this.#forgotten) return undefined
    return new Set(this.#changes.slice(moment - this.#forgotten))
  }
}

const KEPT_CHANGES = 1_024

/**
 * The accounts of a channel as one model sees them, or many alike, in the order of the channel's mode. One of which
 * something is known at few accounts sees the others as they do: the shelf is turned to it, and to the next one.
 */
export class Shelf {
  #subject: Subject
  readonly #roster: Roster
  readonly #mode: Mode
  #tree: Tournament
  #moment: number
  /** Where something is known of its model itself. */
  #apart: ReadonlySet<number>

  constructor(roster: Roster, { subject, apart, mode, sight }: ShelfOptions) {
    this.#subject = subject
    this.#apart = apart
    this.#roster = roster
    this.#mode = mode
    this.#tree = this.#build(sight)
    this.#moment = roster.moment
  }

  get tree(): Tournament {
    return this.#tree
  }

  /** As this model sees them now. */
  turnTo({ subject, apart }: View, sight: Sight): void {
    if (subject.facts !== this.#subject.facts) {
      const turned = [...this.#apart, ...apart]
      this.#subject = subject
      this.#apart = apart
      for (const position of turned) this.#renew(position, sight)
    }
    this.refresh(sight)
  }

  /** Brings it up to now. */
  refresh(sight: Sight): void {
    const changed = this.#roster.changedSince(this.#moment)
    this.#moment = this.#roster.moment
    if (changed === undefined) this.#tree = this.#build(sight)
    else for (const position of changed) this.#renew(position, sight)
    const now = sight.clock.monotonic()
    for (const position of this.#tree.due(now)) this.#renew(position, sight)
  }

  positionOf(account: string): number | undefined {
    return this.#roster.positionOf(account)
  }

  /** How soon whoever stands there has answered for this model; 0 while nobody knows. */
  latencyAt(position: number, model: string): number {
    return this.#roster.entries[position]?.latencies.peek(model) ?? 0
  }

  excluding(accounts: ReadonlySet<string>): Excluded {
    if (accounts.size === 0) return nobody
    const positions = new Set(Array.from(accounts, (account) => this.#roster.positionOf(account)))
    return (position) => positions.has(position)
  }

  #build(sight: Sight): Tournament {
    const leaves = this.#roster.entries.map((entry) => leafOf(entry, this.#subject, sight))
    return new Tournament(leaves, this.#mode.compare)
  }

  #renew(position: number, sight: Sight): void {
    const entry = this.#roster.entries[position]
    if (entry !== undefined) this.#tree.set(position, leafOf(entry, this.#subject, sight))
  }
}

type View = {
  readonly subject: Subject
  /** Where in the channel something is known of the model itself, now and from here on. */
  readonly apart: ReadonlySet<number>
}

export type ShelfOptions = View & {
  readonly mode: Mode
  readonly sight: Sight
}
