import type { Channel, Target } from '../../channel/index.ts'
import type { Operation, ProtocolId } from '../../protocol/protocol.ts'
import { conversionTo } from '../conversion/converters.ts'
import { countsAcross } from '../answer/count.ts'
import type { Order } from '../messages.ts'

type Wish = Pick<Order, 'protocol' | 'operation' | 'model' | 'isStreaming' | 'framing'> &
  Partial<Pick<Order, 'resource'>>

/**
 * How an upstream may be asked for what a client wants, best first: in the client's own protocol, then in the channel's
 * others, in the channel's order. Empty when it has no such thing.
 */
export const targetsOf = (wish: Wish, channel: Channel): readonly Target[] => {
  const own = targetIn(wish, wish.protocol, channel)
  const converting = channel.protocols.filter((other) => conversionTo(wish, other) !== undefined)
  // What is no conversation anywhere (a picture of a model that only makes pictures) is not asked for as one.
  const spoken = converting.length > 0 ? converting : channel.protocols
  const others = spoken.flatMap((other) =>
    other === wish.protocol ? [] : targetAcross(wish, other, channel),
  )
  return [own, ...others].filter(
    (target) => channel.pathOf({ ...target, model: wish.model }) !== undefined,
  )
}

/** How a channel can serve an operation to clients of a protocol. */
export const serviceOf = (
  channel: Channel,
  protocol: ProtocolId,
  operation: Operation,
): 'untouched' | 'translated' | 'none' => {
  const wish = { protocol, operation, model: 'any', isStreaming: false, framing: 'sse' } as const
  const [best] = targetsOf(wish, channel)
  if (best === undefined) return 'none'
  return best.protocol === protocol ? 'untouched' : 'translated'
}

/** In another protocol than the client's: nothing when it has no words for the same. */
const targetAcross = (wish: Wish, other: ProtocolId, channel: Channel): readonly Target[] => {
  const { protocol, operation, model } = wish
  const way = conversionTo(wish, other)
  if (way !== undefined)
    return [
      { protocol: other, operation: way.operation, model, isStreaming: false, framing: 'sse' },
    ]
  if (operation === 'generate') return [targetIn(wish, other, channel)]
  const isCounted = operation === 'count-tokens' && countsAcross(protocol, other)
  return isCounted ? [targetIn(wish, other, channel)] : []
}

const targetIn = (wish: Wish, protocol: ProtocolId, channel: Channel): Target => {
  const { operation, model } = wish
  const isStreaming = operation === 'generate' ? streams(channel, wish) : wish.isStreaming
  const isUntouched = protocol === wish.protocol && isStreaming === wish.isStreaming
  const framing = isUntouched ? wish.framing : 'sse'
  const target: Target = { protocol, operation, model, isStreaming, framing }
  return wish.resource === undefined || wish.resource === ''
    ? target
    : { ...target, resource: wish.resource }
}

const streams = ({ answers }: Channel, { isStreaming }: Wish): boolean =>
  answers === undefined ? isStreaming : answers === 'streams'
