import type { ActorRef } from '../../actor/message.ts'
import type { BodyPart, Credit, Dispatch } from '../../exchange/messages.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import type { KeptItem, ListKept, ModelResolved } from '../../scheduler/messages.ts'

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
  /** What a user made of one kind, the latest first; undefined when nobody answers in time. Nothing is asked upstream. */
  listKept(asked: Omit<ListKept, 'type' | 'replyTo'>): Promise<readonly KeptItem[] | undefined>
  /** Sends on what has come of a body. */
  sendPart(account: ActorRef<BodyPart>, part: BodyPart): void
  /** The ids of the configured channels, for errors that name what is near. */
  channelIds(): readonly string[]
  /** At least one account can serve now. */
  isReady(): boolean
}
