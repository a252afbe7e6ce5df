import { systemClock, type Clock } from './clock.ts'
import type { ActorKind, AnyDefinition } from './definition.ts'
import { turnDispatcher, type Dispatcher } from './dispatcher.ts'
import type { ActorView, Counters, NodeView, SystemEvent } from './inspection.ts'
import type { Transport } from './link.ts'
import type { ActorRef, AskResult, Message } from './message.ts'
import { systemRandom, type Random } from './random.ts'
import { refTo } from './address.ts'
import { Runtime } from './runtime.ts'

export type SystemOptions = {
  /** Unique among all nodes there ever were; without `/` and `#`. */
  readonly node: string
  /** The kinds that may be started here, from here or from another node. */
  readonly definitions?: readonly AnyDefinition[]
  readonly clock?: Clock
  readonly random?: Random
  readonly dispatcher?: Dispatcher
  /** Hears what a log wants to know. Must not throw. */
  readonly observe?: (event: SystemEvent) => void
}

/** The actors of one node, as the rest of the program meets them. */
export class ActorSystem {
  readonly node: string
  readonly clock: Clock
  readonly random: Random
  readonly #runtime: Runtime

  constructor(options: SystemOptions) {
    this.node = options.node
    this.clock = options.clock ?? systemClock
    this.random = options.random ?? systemRandom
    this.#runtime = new Runtime({
      node: options.node,
      definitions: options.definitions ?? [],
      clock: this.clock,
      random: this.random,
      dispatcher: options.dispatcher ?? turnDispatcher(),
      observe: options.observe ?? (() => undefined),
    })
  }

  /** Starts a root: an actor without a parent. Why it ended, or did not start, is told to `observe` and to watchers. */
  // oxlint-disable-next-line max-params -- as `ActorContext.spawn`
  spawn<Accepted extends Message, Arguments>(
    kind: ActorKind<Accepted, Arguments>,
    name: string,
    args: NoInfer<Arguments>,
    options?: { readonly node?: string },
  ): ActorRef<Accepted> {
    const node = options?.node ?? this.node
    const spawning = { kind, name, args, parent: '', parentPath: '', node }
    const ref = this.#runtime.addressFor(spawning)
    this.#runtime.start(ref, spawning)
    return refTo(ref)
  }

  tell<Accepted extends Message>(to: ActorRef<Accepted>, message: NoInfer<Accepted>): void {
    this.#runtime.send(to, { message, asker: '', sender: '', sentAt: this.clock.monotonic() })
  }

  /** See `ActorContext.ask`. */
  ask<Accepted extends Message, Reply extends Message, const Question extends Accepted = Accepted>(
    to: ActorRef<Accepted>,
    message: (replyTo: ActorRef<Reply>) => Question,
    timeoutMs: number,
  ): Promise<AskResult<Reply>> {
    return this.#runtime.ask({ to, message, timeoutMs, sender: '' })
  }

  stop(ref: ActorRef<never>): void {
    this.#runtime.command(ref, { type: 'stop' })
  }

  /** Stops every actor of this node and resolves when all are gone. Open asks then fail as dead letters. */
  shutdown(): Promise<void> {
    return this.#runtime.close()
  }

  /** The live actors of this node. */
  inspect(): readonly ActorView[] {
    return this.#runtime.view().actors
  }

  /** The live actors and counters of another node. */
  inspectNode(node: string, timeoutMs: number): Promise<AskResult<NodeView>> {
    return this.#runtime.askForView(node, timeoutMs)
  }

  get counters(): Readonly<Counters> {
    return this.#runtime.counters
  }

  /** Joins another node to this one. What is addressed to it goes through `transport`. */
  link(node: string, transport: Transport): void {
    this.#runtime.link(node, transport)
  }

  /** As `link`, and everything for nodes without a link of their own goes there too. */
  linkGateway(node: string, transport: Transport): void {
    this.#runtime.linkGateway(node, transport)
  }

  /** Posts at once what waits to be posted with the rest of this turn. */
  flush(): void {
    this.#runtime.flush()
  }

  /** The other node is gone: watchers and parents of its actors hear it, asks to it fail. */
  nodeLost(node: string): void {
    this.#runtime.loseNode(node)
  }
}
