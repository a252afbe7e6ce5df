import type { ActorRef } from '../actor/index.ts'
import type { Dispatch } from '../exchange/messages.ts'
import type { CountRequest } from './messages.ts'

/** How others have tokens counted without an upstream: the one place that builds its messages. */
export type Counter = {
  count(dispatch: Dispatch, facts: CountFacts): void
}

export type CountFacts = Pick<
  CountRequest,
  'channel' | 'upstreamModel' | 'attempts' | 'queueMs' | 'reason'
>

type Tell = (ref: ActorRef<CountRequest>, message: CountRequest) => void

export const counterClient = (tell: Tell, ref: ActorRef<CountRequest>): Counter => ({
  count: ({ exchange, protocol, body, replyTo }, facts) =>
    tell(ref, { type: 'count', exchange, protocol, body, replyTo, ...facts }),
})
