import type { Clock } from './clock.ts'
import type { Command, End } from './command.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Loss, SystemEvent } from './inspection.ts'
import type { Envelope } from './mailbox.ts'
import type { ActorRef, AskResult, Message } from './message.ts'
import type { Random } from './random.ts'

/** Whatever has an address on this node: an actor, or an answer somebody waits for. */
export type Target = {
  accept(envelope: Envelope): void
  command(command: Command): void
  /** Every actor of that node is gone. */
  nodeLost(node: string): void
}

export type Spawning = {
  /** A definition is used as it is; of a mere kind this node must hold the definition. */
  readonly kind: { readonly kind: string }
  readonly name: string
  readonly args: unknown
  /** Address and path of the parent, both empty for a root. */
  readonly parent: string
  readonly parentPath: string
  readonly node: string
}

export type Question<Other extends Message, Reply extends Message> = {
  readonly to: ActorRef<Other>
  readonly message: (replyTo: ActorRef<Reply>) => Other
  readonly timeoutMs: number
  /** The asking actor's address, empty from outside. */
  readonly sender: string
}

/** What a live actor needs of the node it lives on. */
export type Host = {
  readonly node: string
  readonly clock: Clock
  readonly random: Random
  readonly dispatcher: Dispatcher
  send(to: string, envelope: Envelope): void
  ask<Other extends Message, Reply extends Message>(
    question: Question<Other, Reply>,
  ): Promise<AskResult<Reply>>
  command(to: string, command: Command): void
  /** A new address for an actor to be. */
  addressFor(spawning: Spawning): string
  /** Starts it there. If nothing comes of it, the parent hears `terminated`. */
  start(ref: string, spawning: Spawning): void
  /** Names a piece of work whose result will be delivered, unlike any other sender. */
  nextWorkId(): string
  /** Counts what did not arrive, and tells the asker. */
  undelivered(to: string, envelope: Envelope, reason: Loss): void
  /** The actor at `ref` is gone: its address is free. */
  ended(ref: string, end: End): void
  observe(event: SystemEvent): void
}
