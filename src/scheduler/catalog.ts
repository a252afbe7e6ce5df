import { matchesAny } from '../ir/model-pattern.ts'
import type { ModelCard } from '../protocol/protocol.ts'
import type { RoutableChannel } from './messages.ts'

/** Which models a channel serves: what the operator configured, else what its upstream gave, else by pattern. */
export type Catalog = {
  /** What the operator says of the channels now. */
  configure(channels: ReadonlyMap<string, RoutableChannel>): void
  /** What this account's upstream listed does not count any more. */
  forget(account: string): void
  /** The upstream's list tells something: nothing is configured, or patterns that stand for what it lists. */
  asksUpstream(channel: string): boolean
  learn(account: string, channel: string, cards: readonly ModelCard[]): void
  /** Every model that can be named; a configured pattern stands for those of the upstream that it matches. */
  cards(channel: string): readonly ModelCard[]
  serves(channel: string, model: string): boolean
  /** The model is not among those that this account's upstream listed, though others of its channel have it. */
  isForeign(account: string, channel: string, model: string): boolean
}

export const openCatalog = (): Catalog => {
  const byAccount = new Map<string, { channel: string; ids: ReadonlySet<string> }>()
  const byChannel = new Map<string, Map<string, ModelCard>>()
  let configured: ReadonlyMap<string, RoutableChannel> = new Map()

  const learn: Catalog['learn'] = (account, channel, cards) => {
    // An upstream that serves nothing does not exist: it only does not tell.
    if (cards.length === 0) return forget(account)
    byAccount.set(account, { channel, ids: new Set(cards.map(({ id }) => id)) })
    const known = byChannel.get(channel) ?? new Map<string, ModelCard>()
    for (const card of cards) known.set(card.id, card)
    byChannel.set(channel, known)
    dropUnlisted(channel)
  }

  const forget: Catalog['forget'] = (account) => {
    const channel = byAccount.get(account)?.channel
    byAccount.delete(account)
    if (channel !== undefined) dropUnlisted(channel)
  }

  const dropUnlisted = (channel: string): void => {
    const known = byChannel.get(channel)
    const listed = Array.from(byAccount.values()).filter((entry) => entry.channel === channel)
    for (const id of known?.keys() ?? [])
      if (!listed.some(({ ids }) => ids.has(id))) known?.delete(id)
  }

  const cards: Catalog['cards'] = (channel) => {
    const upstream = Array.from(byChannel.get(channel)?.values() ?? [])
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
    const upstream = byChannel.get(channel)
    return upstream === undefined || upstream.size === 0
      ? matchesAny(modelPatterns, model)
      : upstream.has(model)
  }

  return {
    configure: (channels) => {
      configured = channels
    },
    asksUpstream: (channel) => {
      const models = configured.get(channel)?.models ?? []
      return models.length === 0 || models.some((name) => name.includes('*'))
    },
    learn,
    forget,
    cards,
    serves,
    isForeign: (account, channel, model) =>
      byChannel.get(channel)?.has(model) === true &&
      byAccount.get(account)?.ids.has(model) === false,
  }
}

/** What an account sent as text, because a list of objects is the slow way between threads. It is our own writing. */
export const parseCards = (cards: string): readonly ModelCard[] => JSON.parse(cards)
