import { storedScope } from '../../account/cooldown.ts'
import type { AccountStatus } from '../../account/messages.ts'
import { matchesAny } from '../../ir/model-pattern.ts'
import type { AccountEntry } from './account-pool.ts'
import type { Floor } from './need.ts'
import { subjectOf, type Subject } from './stand.ts'

/** Where accounts are meant for so many different lists of models, each model is looked at by itself. */
const MAX_LISTS = 16
/** Names that are kept at least before those are let go of which nothing is known any more. */
const LEAST_NAMES = 1_000

/** A model, or those that all accounts of a channel are alike to. */
export type Kind = {
  readonly subject: Subject
  readonly key: string
  /** Of those that are alike to it, but for what is known of the model itself. */
  readonly sharedKey: string
  /** Where in the channel something is known of it. */
  readonly apart: ReadonlySet<number>
}

/** `floor`: as a prompt sees the model that some accounts are too small for. */
export const kindOfItsOwn = (model: string, floor?: Floor): Kind => {
  const size = floor === undefined ? '' : `\n> ${floor.limit} ${floor.isGuessed}`
  const key = `= ${model}${size}`
  return { subject: subjectOf(model, floor), key, sharedKey: key, apart: nowhere }
}

const nowhere: ReadonlySet<number> = new Set()

/**
 * The models of which anything that counts is known at some account of a channel, and where. Clients choose the names of
 * models: to all the others the accounts look alike, and it costs nothing to be asked for ever new ones. State of the
 * scheduler actor, used by it alone.
 */
export class KnownModels {
  readonly #places = new Map<string, Set<number>>()
  /** What was looked at last, by position: a status never changes, another one takes its place. */
  readonly #seen: AccountStatus[] = []
  /** The lists of models that accounts are meant for. */
  readonly #lists: readonly (readonly string[])[]
  readonly #onKnown: () => void
  #sweepAt = LEAST_NAMES

  /** `onKnown`: a model is none of the others any more. */
  constructor(entries: readonly AccountEntry[], onKnown: () => void) {
    this.#onKnown = onKnown
    const lists = new Map(entries.map(({ settings: { models } }) => [models.join('\n'), models]))
    this.#lists = Array.from(lists.values()).filter(({ length }) => length > 0)
    for (const [position, entry] of entries.entries()) this.learn(position, entry)
  }

  /** Something about the account is not as it was. */
  learn(position: number, { status }: Pick<AccountEntry, 'status'>): void {
    const before = this.#seen[position]
    if (before === status) return
    this.#seen[position] = status
    for (const model of before === undefined ? [] : modelsOf(before))
      this.#places.get(model)?.delete(position)
    for (const model of modelsOf(status)) this.#placesOf(model).add(position)
    if (this.#places.size > this.#sweepAt) this.#sweep()
  }

  /** How the accounts are to be looked at for this model. `isPartial`: only some of their upstreams list it. */
  kindOf(model: string, isPartial: boolean): Kind {
    if (isPartial || model === storedScope || this.#lists.length > MAX_LISTS)
      return kindOfItsOwn(model)
    const fits = this.#lists.map((list) => (matchesAny(list, model) ? '+' : '-'))
    const sharedKey = `~ ${fits.join('')}`
    const apart = this.#places.get(model)
    if (apart !== undefined) return { ...kindOfItsOwn(model), sharedKey, apart }
    return {
      subject: { name: model, facts: '', floor: undefined },
      key: sharedKey,
      sharedKey,
      apart: nowhere,
    }
  }

  #placesOf(model: string): Set<number> {
    const known = this.#places.get(model)
    if (known !== undefined) return known
    const places = new Set<number>()
    this.#places.set(model, places)
    this.#onKnown()
    return places
  }

  #sweep(): void {
    for (const [model, { size }] of this.#places) if (size === 0) this.#places.delete(model)
    this.#sweepAt = Math.max(LEAST_NAMES, this.#places.size * 2)
  }
}

/** What is known of the whole account says nothing of one model. */
const modelsOf = ({ cooldowns, ramps, quotas }: AccountStatus): readonly string[] =>
  [...cooldowns, ...ramps, ...quotas].map(({ model }) => model).filter((model) => model !== '')
