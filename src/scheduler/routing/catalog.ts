import { matchesAny } from '../../ir/model-pattern.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import type { RoutableChannel } from '../messages.ts'
import { UpstreamLists } from './upstream-lists.ts'

/** Which models a channel serves: what the operator configured, else what its upstream gave, else by pattern. */
export type Catalog = {
  /** What the operator says of the channels now. */
  configure(channels: ReadonlyMap<string, RoutableChannel>): void
  /** What this account's upstream listed does not count any more. */
  forget(account: string): void
  /** The upstream's list tells something: nothing is configured, or patterns that stand for what it lists. */
  asksUpstream(channel: string): boolean
  /** Answers whether its channel has models now that it had not, or has some no more. */
  learn(account: string, channel: string, cards: readonly ModelCard[]): boolean
  /** Every model that can be named; a configured pattern stands for those of the upstream that it matches. */
  cards(channel: string): readonly ModelCard[]
  serves(channel: string, model: string): boolean
  /** The model is not among those that this account's upstream listed, though others of its channel have it. */
  isForeign(account: string, channel: string, model: string): boolean
  /** It is foreign to somebody there. */
  isPartial(channel: string, model: string): boolean
}

export const openCatalog = (): Catalog => {
  const lists = new UpstreamLists()
  let configured: ReadonlyMap<string, RoutableChannel> = new Map()

  const cards: Catalog['cards'] = (channel) => {
    const upstream = lists.cards(channel)
    const wanted = configured.get(channel)?.models ?? []
    if (wanted.length === 0) return upstream
    const missing = wanted.filter(
      (id) => !id.includes('*') && !upstream.some((card) => card.id === id),
    )
    return [
      ...upstream.filter(({ id }) => matchesAny(wanted, id)),
      ...missing.map((id) => ({ id, channel })),
    ]
  }

  const serves: Catalog['serves'] = (channel, model) => {
    const { models = [], modelPatterns = [] } = configured.get(channel) ?? {}
    if (models.length > 0) return matchesAny(models, model)
    return lists.isKnown(channel) ? lists.has(channel, model) : matchesAny(modelPatterns, model)
  }

  return {
    configure: (channels) => {
      configured = channels
    },
    asksUpstream: (channel) => {
      const models = configured.get(channel)?.models ?? []
      return models.length === 0 || models.some((name) => name.includes('*'))
    },
    learn: (account, channel, found) => lists.learn(account, channel, found),
    forget: (account) => void lists.forget(account),
    cards,
    serves,
    isForeign: (account, channel, model) => lists.isForeign(account, channel, model),
    isPartial: (channel, model) => lists.isPartial(channel, model),
  }
}

/** What an account sent as text, because a list of objects is the slow way between threads. It is our own writing. */
export const parseCards = (cards: string): readonly ModelCard[] => JSON.parse(cards)
