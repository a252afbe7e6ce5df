import type { ActorRef } from '../actor/message.ts'
import type { Credit, Dispatch } from '../exchange/messages.ts'
import type { ModelCard } from '../protocol/protocol.ts'
import type { ModelResolved } from '../scheduler/messages.ts'

/** All that the front knows of those who do the work. Nothing here waits, nothing here throws. */
export type Relay = {
  /** Hands a request over. Whatever becomes of it is heard as `Reply` messages by `replyTo`. */
  dispatch(message: Dispatch): void
  /** The client has left: no reply is wanted any more. Told at most once for an exchange. */
  cancel(exchange: number): void
  /** The client has taken bytes of its stream: as many more may be sent. */
  credit(account: ActorRef<Credit>, message: Credit): void
  /** The models of one channel, or of all when `scope` is empty; undefined when there is no such channel. */
  listModels(scope: string): readonly ModelCard[] | undefined
  /** Where a model is served, and as what; undefined when nobody answers in time. Nothing is asked upstream. */
  resolveModel(scope: string, model: string): Promise<ModelResolved | undefined>
  /** The ids of the configured channels, for errors that name what is near. */
  channelIds(): readonly string[]
  /** At least one account can serve now. */
  isReady(): boolean
}
