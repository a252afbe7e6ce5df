import type { Room } from '../../account/messages.ts'
import type { AccountEntry } from './account-pool.ts'
import type { Floor, Need } from './need.ts'

/**
 * Which limits of tokens the accounts of a channel have, by model. However many accounts there are, they are of a few plans:
 * a prompt that is larger than some of these limits is chosen for among the accounts of the others, on a shelf of theirs.
 * State of the scheduler actor, used by it alone.
 */
export class KnownLimits {
  readonly #models = new Map<string, Limits>()
  /** What was looked at last, by position: rooms never change, others take their place. */
  readonly #seen: (readonly Room[])[] = []
  readonly #onChange: () => void

  /** `onChange`: a limit has come or gone that no other account has. */
  constructor(entries: readonly AccountEntry[], onChange: () => void) {
    this.#onChange = onChange
    for (const [position, entry] of entries.entries()) this.learn(position, entry)
  }

  /** Something about the account is not as it was. */
  learn(position: number, { status: { rooms } }: Pick<AccountEntry, 'status'>): void {
    const before = this.#seen[position] ?? none
    if (before === rooms) return
    this.#seen[position] = rooms
    // What stays is counted first, so that it does not go for a moment.
    for (const room of rooms) this.#count(room, 1)
    for (const room of before) this.#count(room, -1)
  }

  /** The limits that are too small for so much of the model; undefined: none that is known. */
  floorOf(model: string, { tokens, isGuessed }: Need): Floor | undefined {
    const limits = this.#models.get(model)
    if (limits === undefined) return undefined
    const limit = Math.max(
      largestBelow(limits.counted.sorted, tokens),
      isGuessed ? 0 : largestBelow(limits.fresh.sorted, tokens),
    )
    return limit === 0 ? undefined : { limit, isGuessed }
  }

  #count({ model, limit, countsCached }: Room, by: 1 | -1): void {
    const limits = this.#models.get(model) ?? { counted: newSteps(), fresh: newSteps() }
    this.#models.set(model, limits)
    const { counts, sorted } = countsCached ? limits.counted : limits.fresh
    const count = (counts.get(limit) ?? 0) + by
    if (count > 0) counts.set(limit, count)
    else counts.delete(limit)
    if (count > 1 || (count === 1 && by < 0)) return
    sorted.splice(placeOf(sorted, limit), by > 0 ? 0 : 1, ...(by > 0 ? [limit] : []))
    if (limits.counted.counts.size + limits.fresh.counts.size === 0) this.#models.delete(model)
    this.#onChange()
  }
}

/** Limits, with how many accounts have each. */
type Steps = { readonly counts: Map<number, number>; readonly sorted: number[] }

type Limits = { readonly counted: Steps; readonly fresh: Steps }

const newSteps = (): Steps => ({ counts: new Map(), sorted: [] })

const none: readonly Room[] = []

/** 0: none is. */
const largestBelow = (sorted: readonly number[], tokens: number): number =>
  sorted[placeOf(sorted, tokens) - 1] ?? 0

/** Of the first that is no smaller. */
const placeOf = (sorted: readonly number[], value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
