import type { ModelCard } from '../../protocol/protocol.ts'

/** The models that the upstreams of one channel list. */
type Listed = {
  /** Accounts that have told a list. */
  accounts: number
  readonly models: Map<string, { readonly card: ModelCard; listers: number }>
}

/**
 * Which models the accounts' upstreams list, counted so that a list costs as much as it is long, however many accounts
 * there are. State of the catalog, used by it alone.
 */
export class UpstreamLists {
  readonly #byAccount = new Map<string, { channel: string; ids: ReadonlySet<string> }>()
  readonly #byChannel = new Map<string, Listed>()

  /** Answers whether the channel has models now that it had not, or has some no more. */
  learn(account: string, channel: string, cards: readonly ModelCard[]): boolean {
    const listed: Listed = this.#byChannel.get(channel) ?? { accounts: 0, models: new Map() }
    const unique = new Map(cards.map((card) => [card.id, card]))
    let isMore = false
    for (const [id, card] of unique) {
      const listers = listed.models.get(id)?.listers ?? 0
      isMore ||= listers === 0
      listed.models.set(id, { card, listers: listers + 1 })
    }
    // After what is new, so that what it goes on to list keeps its place.
    const isLess = this.forget(account)
    // An upstream that serves nothing does not exist: it only does not tell.
    if (unique.size === 0) return isLess
    listed.accounts += 1
    this.#byChannel.set(channel, listed)
    this.#byAccount.set(account, { channel, ids: new Set(unique.keys()) })
    return isMore || isLess
  }

  /** Answers whether its channel has some models no more. */
  forget(account: string): boolean {
    const known = this.#byAccount.get(account)
    const listed = this.#byChannel.get(known?.channel ?? '')
    if (known === undefined || listed === undefined) return false
    this.#byAccount.delete(account)
    listed.accounts -= 1
    let isLess = false
    for (const id of known.ids) {
      const model = listed.models.get(id)
      if (model === undefined) continue
      model.listers -= 1
      if (model.listers === 0) isLess = listed.models.delete(id)
    }
    return isLess
  }

  cards(channel: string): readonly ModelCard[] {
    return Array.from(this.#byChannel.get(channel)?.models.values() ?? [], ({ card }) => card)
  }

  isKnown(channel: string): boolean {
    return (this.#byChannel.get(channel)?.accounts ?? 0) > 0
  }

  has(channel: string, model: string): boolean {
    return this.#byChannel.get(channel)?.models.has(model) === true
  }

  /** Its channel has the model, and this account's own list has it not. */
  isForeign(account: string, channel: string, model: string): boolean {
    return this.has(channel, model) && this.#byAccount.get(account)?.ids.has(model) === false
  }

  /** It is foreign to somebody there. */
  isPartial(channel: string, model: string): boolean {
    const listed = this.#byChannel.get(channel)
    const listers = listed?.models.get(model)?.listers ?? 0
    return listed !== undefined && listers > 0 && listers < listed.accounts
  }
}
