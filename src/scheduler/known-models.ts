import { storedScope } from '../account/cooldown.ts'
import type { AccountStatus } from '../account/messages.ts'
import { matchesAny } from '../ir/model-pattern.ts'
import type { AccountEntry } from './account-pool.ts'
import { MAX_LATENCIES } from './latency.ts'
import type { Mode } from './mode/index.ts'
import type { Subject } from './stand.ts'

/** Where accounts are meant for so many different lists of models, each model is looked at by itself. */
const MAX_LISTS = 16
/** Names that are kept at least before it is looked for those that say nothing any more. */
const LEAST_NAMES = 1_000

type Seen = { readonly status: AccountStatus; readonly latencies: number }

/**
 * The models of which anything that counts is known at some account of a channel. Clients choose the names of models: to all the others
 * the accounts look alike, and it costs nothing to be asked for ever new ones. State of the scheduler actor, used by
 * it alone.
 */
export class KnownModels {
  readonly #entries: readonly AccountEntry[]
  readonly #names = new Set<string>()
  /** What was looked at last: a status never changes, another one takes its place. */
  readonly #seen = new Map<AccountEntry, Seen>()
  /** The lists of models that accounts are meant for. */
  readonly #lists: readonly (readonly string[])[]
  #sweepAt = LEAST_NAMES

  readonly #goesByLatency: boolean

  constructor(entries: readonly AccountEntry[], { goesByLatency }: Pick<Mode, 'goesByLatency'>) {
    this.#entries = entries
    this.#goesByLatency = goesByLatency
    const lists = new Map(entries.map(({ settings: { models } }) => [models.join('\n'), models]))
    this.#lists = Array.from(lists.values()).filter(({ length }) => length > 0)
    this.#learnAll()
  }

  /** Something about the account is not as it was. */
  learn(entry: AccountEntry): void {
    const { status, latencies } = entry
    const seen = this.#seen.get(entry)
    if (seen?.status === status && seen.latencies === latencies.size && !isCrowded(latencies))
      return
    if (this.#goesByLatency && (seen?.latencies !== latencies.size || isCrowded(latencies)))
      for (const [model] of latencies) this.#names.add(model)
    if (seen?.status !== status)
      for (const facts of [status.cooldowns, status.ramps, status.quotas])
        for (const { model } of facts) this.#names.add(model)
    this.#seen.set(entry, { status, latencies: latencies.size })
    if (this.#names.size > this.#sweepAt) this.#learnAll()
  }

  /** How the accounts are to be looked at for this model. `isPartial`: only some of their upstreams list it. */
  subjectOf(
    model: string,
    isPartial: boolean,
  ): { readonly subject: Subject; readonly key: string } {
    const isAlone =
      isPartial || model === storedScope || this.#lists.length > MAX_LISTS || this.#names.has(model)
    if (isAlone) return { subject: { name: model, facts: model }, key: `= ${model}` }
    const fits = this.#lists.map((list) => (matchesAny(list, model) ? '+' : '-'))
    return { subject: { name: model, facts: '' }, key: `~ ${fits.join('')}` }
  }

  #learnAll(): void {
    this.#sweepAt = Number.POSITIVE_INFINITY
    this.#names.clear()
    this.#seen.clear()
    for (const entry of this.#entries) this.learn(entry)
    this.#sweepAt = Math.max(LEAST_NAMES, this.#names.size * 2)
  }
}

/** For each new one another goes: their number tells nothing. */
const isCrowded = ({ size }: AccountEntry['latencies']): boolean => size >= MAX_LATENCIES
