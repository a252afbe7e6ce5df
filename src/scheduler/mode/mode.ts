import type { ModeName } from '../messages.ts'
import type { Standing } from '../standing/leaf.ts'
import type { Favourite } from '../choice/favourite.ts'
import type { Prospect } from '../choice/prospect.ts'

/**
 * How the accounts that could serve a request are ordered. A mode is pure: the same standings and the same chance give
 * the same choice.
 */
export type Mode = {
  readonly name: ModeName
  /** Sessions stay with their account. */
  readonly bindsSessions: boolean
  /** A prompt goes where its beginning is in the upstream's cache. */
  readonly followsCache: boolean
  /** Less than 0: `one` goes first. What is equal here is left to the standings' `tie`. */
  compare(one: Standing, other: Standing): number
  /** How soon an account has answered for this model counts. */
  readonly goesByLatency: boolean
  /**
   * How long it takes until this request has its first event, and how long others are kept waiting by that, in ms: among
   * accounts with the prompt in their caches and the first others the least goes first, and is waited for. Absent: neither
   * counts.
   */
  delayMs?(prospect: Prospect): number
  /** The order while many have spent their quota; absent: the usual one. */
  readonly compareForQuota?: Mode['compare']
  /** How an account is found: the best of all, or one of all, or the better of two different ones that are drawn by chance. */
  readonly draws: 'best' | 'one' | 'two'
  /**
   * For how long a request waits, all its waiting together, for an account that is better for it than any that is free,
   * in ms; 0: not at all.
   */
  patienceFor(favourite: Favourite): number
  /** A request that belongs to no account goes to one that has its beginning in the cache, though `best` stands better. */
  attracts(warm: Favourite, best: Standing): boolean
  /** A session whose cache is cold by now leaves its account for one that stands so much better. */
  outgrows(bound: Standing, best: Standing): boolean
}
