import { storedScope } from '../account/cooldown.ts'
import type { AccountStatus } from '../account/messages.ts'
import { matchesAny } from '../ir/model-pattern.ts'
import type { AccountEntry } from './account-pool.ts'
import { subjectOf, type Subject } from './stand.ts'

/** Where accounts are meant for so many different lists of models, each model is looked at by itself. */
const MAX_LISTS = 16
/** Names that are kept at least before it is looked for those that say nothing any more. */
const LEAST_NAMES = 1_000

/** A model, or those that all accounts of a channel are alike to. */
export type Kind = { readonly subject: Subject; readonly key: string }

export const kindOfItsOwn = (model: string): Kind => ({
  subject: subjectOf(model),
  key: `= ${model}`,
})

/**
 * The models of which anything that counts is known at some account of a channel. Clients choose the names of models: to all the others
 * the accounts look alike, and it costs nothing to be asked for ever new ones. State of the scheduler actor, used by
 * it alone.
 */
export class KnownModels {
  readonly #entries: readonly AccountEntry[]
  readonly #names = new Set<string>()
  /** What was looked at last: a status never changes, another one takes its place. */
  readonly #seen = new Map<AccountEntry, AccountStatus>()
  /** The lists of models that accounts are meant for. */
  readonly #lists: readonly (readonly string[])[]
  readonly #onKnown: () => void
  #sweepAt = LEAST_NAMES

  /** `onKnown`: a model is none of the others any more. */
  constructor(entries: readonly AccountEntry[], onKnown: () => void) {
    this.#entries = entries
    this.#onKnown = onKnown
    const lists = new Map(entries.map(({ settings: { models } }) => [models.join('\n'), models]))
    this.#lists = Array.from(lists.values()).filter(({ length }) => length > 0)
    this.#learnAll()
  }

  /** Something about the account is not as it was. */
  learn(entry: AccountEntry): void {
    const { status } = entry
    if (this.#seen.get(entry) === status) return
    this.#seen.set(entry, status)
    const before = this.#names.size
    for (const facts of [status.cooldowns, status.ramps, status.quotas])
      for (const { model } of facts) this.#names.add(model)
    if (this.#names.size > before) this.#onKnown()
    if (this.#names.size > this.#sweepAt) this.#learnAll()
  }

  /** How the accounts are to be looked at for this model. `isPartial`: only some of their upstreams list it. */
  kindOf(model: string, isPartial: boolean): Kind {
    const isAlone =
      isPartial || model === storedScope || this.#lists.length > MAX_LISTS || this.#names.has(model)
    if (isAlone) return kindOfItsOwn(model)
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
