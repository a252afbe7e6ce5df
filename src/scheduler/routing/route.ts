import type { Dispatch } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { bestPattern } from '../../ir/model-pattern.ts'
import { splitModel } from '../../ir/model-suffix.ts'
import { nearNames } from '../../ir/near-names.ts'
import type { Catalog } from './catalog.ts'
import type { RoutableChannel, SpokenOperation } from '../messages.ts'

/** A channel that may serve the request, and the model's name there. */
export type RouteTarget = {
  readonly channel: string
  readonly model: string
  /** What the ending of the asked name wants, see `ir/model-suffix.ts`. */
  readonly wish: string
  /** The channel does not speak the client's protocol itself: others that do go before it. */
  readonly isTranslated?: true
}

export type Route =
  | { readonly type: 'routed'; readonly targets: readonly RouteTarget[] }
  /** It would be served there, but nobody there counts tokens. */
  | { readonly type: 'uncounted'; readonly target: RouteTarget }
  | { readonly type: 'unroutable'; readonly failure: Failure }

export type Routing = {
  readonly channels: ReadonlyMap<string, RoutableChannel>
  readonly catalog: Catalog
  readonly mapping: Readonly<Record<string, string>>
  readonly defaultChannel: string
  /** Names may end in a wish: `some-model-high-search`. */
  readonly splitsModels: boolean
}

type Asked = Pick<Dispatch, 'scope' | 'model'>
type Spoken = Pick<Dispatch, 'protocol' | 'operation'>
type Wish = Asked & Spoken

/**
 * Which channels may serve a request: the scoped path's; else the one that `model` names as `channel/model`; else by
 * the operator's mapping; else those that list the model; else the default channel. Then only those that speak the
 * request's protocol.
 */
export const route = (wish: Wish, routing: Routing): Route => {
  const resolved = resolve(wish, routing)
  if (resolved.type === 'unroutable') return resolved
  const { targets } = resolved
  const [first] = targets
  const speaking = nativeFirst(targets.flatMap((target) => spoken(target, wish, routing)))
  if (speaking.length > 0) return { type: 'routed', targets: speaking }
  return wish.operation === 'count-tokens'
    ? { type: 'uncounted', target: first }
    : { type: 'unroutable', failure: unspoken(wish, targets, routing) }
}

type Resolved =
  | {
      readonly type: 'resolved'
      readonly targets: readonly [RouteTarget, ...(readonly RouteTarget[])]
    }
  | Extract<Route, { type: 'unroutable' }>

/** Where a model is served, in whatever protocol. */
export const resolve = (asked: Asked, routing: Routing): Resolved => {
  const targets = targetsFor(asked, routing)
  if (targets === undefined)
    return { type: 'unroutable', failure: unknownChannel(asked.scope, routing) }
  const [first, ...others] = targets
  return first === undefined
    ? { type: 'unroutable', failure: unknownModel(asked, routing) }
    : { type: 'resolved', targets: [first, ...others] }
}

/**
 * Undefined when there is no such channel, empty when none serves the model. A name that no channel knows may be one
 * that it does, with an ending.
 */
export const targetsFor = (wish: Asked, routing: Routing): readonly RouteTarget[] | undefined => {
  const targets = targetsOf(wish, routing)
  const split = routing.splitsModels ? splitModel(wish.model) : undefined
  if (targets === undefined || split === undefined || targets.some((one) => isListed(one, routing)))
    return targets
  const found = targetsOf({ ...wish, model: split.model }, routing) ?? []
  return found.length === 0 ? targets : found.map((target) => ({ ...target, wish: split.wish }))
}

const isListed = ({ channel, model }: RouteTarget, { catalog }: Routing): boolean =>
  catalog.cards(channel).some(({ id }) => id === model)

const targetsOf = (wish: Asked, routing: Routing): readonly RouteTarget[] | undefined =>
  wish.scope === '' ? unscoped(wish.model, routing) : scoped(wish, routing)

const scoped = ({ scope, model }: Asked, routing: Routing): readonly RouteTarget[] | undefined => {
  const channel = routing.channels.get(scope)
  return channel === undefined
    ? undefined
    : explicit(channel, prefixOf(model) === scope ? rest(model) : model)
}

const unscoped = (asked: string, routing: Routing): readonly RouteTarget[] => {
  const direct = named(asked, routing)
  if (direct !== undefined) return direct
  const pattern = bestPattern(Object.keys(routing.mapping), asked)
  const model = pattern === undefined ? asked : (routing.mapping[pattern] ?? asked)
  return named(model, routing) ?? listing(model, routing)
}

const named = (model: string, { channels }: Routing): readonly RouteTarget[] | undefined => {
  const channel = channels.get(prefixOf(model))
  return channel === undefined ? undefined : explicit(channel, rest(model))
}

/** A channel that is named outright is asked for any model, unless the operator listed what it serves. */
const explicit = (channel: RoutableChannel, model: string): readonly RouteTarget[] =>
  channel.models.length === 0 || bestPattern(channel.models, model) !== undefined
    ? [{ channel: channel.settings.id, model, wish: '' }]
    : []

const listing = (
  model: string,
  { channels, catalog, defaultChannel }: Routing,
): readonly RouteTarget[] => {
  const listed: RouteTarget[] = []
  for (const channel of channels.keys())
    if (catalog.serves(channel, model)) listed.push({ channel, model, wish: '' })
  if (listed.length > 0) return listed
  const fallback = channels.get(defaultChannel)
  return fallback === undefined ? [] : explicit(fallback, model)
}

const prefixOf = (model: string): string => model.slice(0, Math.max(0, model.indexOf('/')))
const rest = (model: string): string => model.slice(model.indexOf('/') + 1)

/** The first one names the sessions: a conversation is not mistaken for one of another protocol's clients. */
const nativeFirst = (targets: readonly RouteTarget[]): readonly RouteTarget[] =>
  targets.some(isTranslated)
    ? [...targets.filter((target) => !isTranslated(target)), ...targets.filter(isTranslated)]
    : targets

const isTranslated = (target: RouteTarget): boolean => target.isTranslated === true

/** How a channel offers what is asked; undefined when it does not. */
export const spokenAt = (
  channel: string,
  { protocol, operation }: Spoken,
  { channels }: Pick<Routing, 'channels'>,
): SpokenOperation | undefined =>
  channels
    .get(channel)
    ?.speaks.find((one) => one.protocol === protocol && one.operation === operation)

const spoken = (target: RouteTarget, wish: Wish, routing: Routing): readonly RouteTarget[] => {
  const found = spokenAt(target.channel, wish, routing)
  if (found === undefined) return []
  return [found.isTranslated === true ? { ...target, isTranslated: true } : target]
}

export const unknownChannel = (scope: string, { channels }: Routing): Failure => ({
  kind: 'client',
  code: 'channel_not_found',
  status: 404,
  message: `there is no channel '${scope}'${hint(nearNames(scope, channels.keys()), channels.keys())}`,
})

const unknownModel = ({ model, scope }: Asked, { channels, catalog }: Routing): Failure => {
  const known = Array.from(scope === '' ? channels.keys() : [scope]).flatMap((id) =>
    catalog.cards(id).map((card) => card.id),
  )
  return {
    kind: 'client',
    code: 'model_not_found',
    status: 404,
    message: `no channel serves the model '${model}'${hint(nearNames(model, known), [])}`,
    param: 'model',
  }
}

const unspoken = (
  { protocol, operation }: Wish,
  targets: readonly RouteTarget[],
  { channels }: Routing,
): Failure => {
  const offers = targets.map(({ channel }) => {
    const names = new Set(channels.get(channel)?.speaks.map((entry) => entry.protocol))
    return `${channel} speaks ${Array.from(names).join(', ')}`
  })
  return {
    kind: 'client',
    code: 'unsupported_protocol',
    status: 400,
    message: `'${operation}' in the protocol ${protocol} is not offered where this model is served: ${offers.join('; ')}`,
  }
}

const hint = (near: readonly string[], all: Iterable<string>): string => {
  if (near.length > 0) return `: did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`
  const names = Array.from(all)
  return names.length === 0 ? '' : `: there are ${names.join(', ')}`
}
