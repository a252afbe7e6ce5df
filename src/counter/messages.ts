import { actorKind, type ActorRef } from '../actor/index.ts'
import type { Reply } from '../exchange/messages.ts'
import type { ProtocolId } from '../protocol/protocol.ts'

/** A client's count that no upstream is asked for. */
export type CountRequest = {
  readonly type: 'count'
  readonly exchange: number
  readonly protocol: ProtocolId
  readonly body: string
  /** Where the request itself would go, for the record. */
  readonly channel: string
  readonly upstreamModel: string
  /** Accounts that were asked before. */
  readonly attempts: number
  readonly queueMs: number
  /** Why it is counted here. Completes a sentence: `the channel team has no counter`. */
  readonly reason: string
  readonly replyTo: ActorRef<Reply>
}

/** To the counting thread. */
export type CountOrder = Pick<CountRequest, 'type' | 'exchange' | 'protocol' | 'body'>

export type CountReport =
  | {
      readonly type: 'counted'
      readonly exchange: number
      readonly tokens: number
      /** What the number leaves out, as `field: problem` lines. */
      readonly left: string
    }
  /** The request is not one of its protocol. `field` is empty for the whole of it. */
  | {
      readonly type: 'uncountable'
      readonly exchange: number
      readonly field: string
      readonly problem: string
    }

export type CounterArguments = { readonly reportTo: ActorRef<CountReport> }

/** How the counting thread's actor is started. */
export const counterKind = actorKind<CountOrder, CounterArguments>('counter')
