import type { Clock } from './clock.ts'
import type {
  ActorRef,
  AskResult,
  FailureRecord,
  Message,
  Sendable,
  StopReason,
} from './message.ts'
import type { Random } from './random.ts'

/** What the runtime tells an actor. Signals are delivered before any waiting message and are never bounded. */
export type Signal =
  /** An actor that this one watches, or a child of it, is gone. Delivered once for each watch. */
  | { readonly type: 'terminated'; readonly ref: ActorRef<never>; readonly reason: StopReason }
  /** Sent to the old behaviour before the factory runs again: release what is held outside the actor. */
  | { readonly type: 'restarting'; readonly failure: FailureRecord }
  /** The last thing an actor hears. Its children are stopped already, its timers are gone. */
  | { readonly type: 'stopping' }

export type Behavior<Accepted extends Message> = {
  /** Never awaits. Work goes to `context.pipeToSelf`; its result is a message. A throw is a crash. */
  receive(message: Accepted): void
  signal?(signal: Signal): void
}

export type Supervision = {
  /** What happens to an actor of this kind when it throws. `escalate` fails its parent as well. */
  readonly onFailure: 'restart' | 'resume' | 'stop' | 'escalate'
  /** Delay before a restart: `minMs * 2^n`, at most `maxMs`, times `1 ± jitter`. */
  readonly backoff: { readonly minMs: number; readonly maxMs: number; readonly jitter: number }
  /** More restarts than this within the window stop the actor with reason `failed`. */
  readonly limit: { readonly restarts: number; readonly withinMs: number }
}

export type MailboxPolicy = {
  /** Messages waiting at most. Signals are not counted. */
  readonly capacity: number
  /** What gives way when the mailbox is full. What gives way is counted, and an asker hears `overloaded`. */
  readonly overflow: 'reject-new' | 'drop-oldest'
}

declare const contract: unique symbol

/**
 * The name of a kind, and by type what its actors accept and are started with. Whoever spawns an actor
 * needs no more than this; only the node that hosts it needs the definition.
 */
export type ActorKind<Accepted extends Message, Arguments> = {
  readonly kind: string
  readonly [contract]?: { accepts(message: Accepted): void; startsWith(args: Arguments): void }
}

/**
 * A kind of actor. `setup` is a factory: it runs at start and again at each restart, so state lives in
 * its closure and a restart is a fresh one. Across threads a kind is a name and its arguments.
 */
export type ActorDefinition<Accepted extends Message, Arguments> = ActorKind<
  Accepted,
  Arguments
> & {
  readonly supervision: Supervision
  readonly mailbox: MailboxPolicy
  setup(context: ActorContext<Accepted>, args: Arguments): Behavior<Accepted>
}

/** Any definition: what a node keeps of the kinds it can host. */
export type AnyDefinition = ActorDefinition<Message, unknown>

/** Names a kind. Does not compile when a message or an argument would not survive a thread. */
export const actorKind = <Accepted extends Message, Arguments>(
  kind: [Accepted, Arguments] extends [Sendable<Accepted>, Sendable<Arguments>] ? string : never,
): ActorKind<Accepted, Arguments> => ({ kind })

/**
 * Gives a kind its behaviour. `Private` are the messages an actor sends itself (results of its work,
 * its timers): they never travel, so they may hold anything.
 */
export const defineActor = <Accepted extends Message, Arguments, Private extends Message = never>(
  kind: ActorKind<Accepted, Arguments>,
  body: Pick<ActorDefinition<Accepted | Private, Arguments>, 'supervision' | 'mailbox' | 'setup'>,
): ActorDefinition<Accepted, Arguments> => ({ ...body, kind: kind.kind })

export type Timers<Accepted extends Message> = {
  /** Sends `message` to this actor once, after `delayMs`. A timer of the same key is replaced. */
  after(key: string, delayMs: number, message: Accepted): void
  /** Sends `message` every `intervalMs`, first after one interval. */
  every(key: string, intervalMs: number, message: Accepted): void
  cancel(key: string): void
}

export type ActorContext<Accepted extends Message> = {
  readonly self: ActorRef<Accepted>
  readonly path: string
  readonly node: string
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers<Accepted>
  tell<Other extends Message>(to: ActorRef<Other>, message: NoInfer<Other>): void
  /** The message carries the address for the answer: `ask(ref, (replyTo) => ({ type: 'q', replyTo }), 500)`. */
  ask<Other extends Message, Reply extends Message, const Question extends Other = Other>(
    to: ActorRef<Other>,
    message: (replyTo: ActorRef<Reply>) => Question,
    timeoutMs: number,
  ): Promise<AskResult<Reply>>
  /** The result of work comes back as a message; one from before a restart is dropped. */
  pipeToSelf<Value>(
    work: Promise<Value>,
    onDone: (value: Value) => Accepted,
    onFailed: (failure: FailureRecord) => Accepted,
  ): void
  /** Starts a child, here or on another node (same call). The child's end arrives as `terminated`. */
  spawn<Other extends Message, Arguments>(
    kind: ActorKind<Other, Arguments>,
    name: string,
    args: NoInfer<Arguments>,
    options?: { readonly node?: string },
  ): ActorRef<Other>
  stop(ref: ActorRef<never>): void
  stopSelf(): void
  watch(ref: ActorRef<never>): void
  unwatch(ref: ActorRef<never>): void
}
