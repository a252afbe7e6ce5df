import { flattenFailure } from '../../ir/flat-failure.ts'
import { matchesAny } from '../../ir/model-pattern.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import type { Ground } from '../ground.ts'
import type { ChannelSummary, ModelResolved } from '../messages.ts'
import { resolve, targetsFor, type RouteTarget } from './route.ts'

export type Listing = {
  readonly channels: readonly ChannelSummary[]
  /** The operator's own names for models, see `mapping`. */
  readonly aliases: readonly ModelCard[]
}

/**
 * The models that some account may use: one that rests will be back, one that is out may not. What no account of a
 * channel may use is configured, or listed, in vain.
 */
export const listModels = (ground: Ground): Listing => {
  const { channels, catalog, mapping } = ground.routing
  const usable = usableAccounts(ground)
  const listed = Array.from(channels.keys(), (id) => ({
    id,
    cards: catalog
      .cards(id)
      .filter((card) => canUse(usable, { channel: id, model: card.id }, ground)),
  }))
  const names = Object.keys(mapping).filter((name) => !name.includes('*'))
  return { channels: listed, aliases: names.flatMap((name) => aliasCard(name, usable, ground)) }
}

type Usable = ReadonlyMap<string, readonly AccountEntry[]>

const usableAccounts = ({ entries }: Ground): Usable =>
  Map.groupBy(
    Array.from(entries.values()).filter(
      ({ isRetired, status }) => !isRetired && status.state !== 'out',
    ),
    ({ settings }) => settings.channel,
  )

const canUse = (
  usable: Usable,
  { channel, model }: Pick<RouteTarget, 'channel' | 'model'>,
  { routing }: Ground,
): boolean =>
  usable
    .get(channel)
    ?.some(
      ({ settings: { id, models } }) =>
        (models.length === 0 || matchesAny(models, model)) &&
        !routing.catalog.isForeign(id, channel, model),
    ) ?? false

const aliasCard = (name: string, usable: Usable, ground: Ground): ModelCard[] => {
  const targets = targetsFor({ model: name, scope: '' }, ground.routing)
  const target = targets?.find((one) => canUse(usable, one, ground))
  if (target === undefined) return []
  const { channel, model } = target
  const card = ground.routing.catalog.cards(channel).find(({ id }) => id === model)
  return [{ ...card, id: name, channel, isAlias: true }]
}

/** Rather where an account may use it than where none may. */
export const resolveModel = (asked: Asked, ground: Ground): ModelResolved => {
  const resolved = resolve(asked, ground.routing)
  if (resolved.type === 'unroutable')
    return { type: 'model-unknown', ...flattenFailure(resolved.failure) }
  const usable = usableAccounts(ground)
  const { targets } = resolved
  const { channel, model, wish } = targets.find((one) => canUse(usable, one, ground)) ?? targets[0]
  return { type: 'model-resolved', channel, model, wish }
}

type Asked = { readonly scope: string; readonly model: string }
