import { isAskAddress, isValidName, nodeOf, pathOf, refTo } from './address.ts'
import { Asks } from './ask.ts'
import { Cell } from './cell.ts'
import type { Clock } from './clock.ts'
import { nodeLostEnd, notStartedEnd, type Command, type End, type NodeCommand } from './command.ts'
import type { AnyDefinition } from './definition.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Host, Question, Spawning } from './host.ts'
import { counterOf, noCounts, type Loss, type NodeView, type SystemEvent } from './inspection.ts'
import { commandMark, type Outgoing, type Transport } from './link.ts'
import type { Envelope } from './mailbox.ts'
import type { AskResult, FailureRecord, Message } from './message.ts'
import { Network } from './network.ts'
import type { Random } from './random.ts'
import { Registry } from './registry.ts'

export type RuntimeOptions = {
  readonly node: string
  readonly definitions: readonly AnyDefinition[]
  readonly clock: Clock
  readonly random: Random
  readonly dispatcher: Dispatcher
  readonly observe: (event: SystemEvent) => void
}

type Birth = {
  readonly ref: string
  readonly kind: string
  readonly definition: AnyDefinition | undefined
  readonly args: unknown
  readonly parent: string
}

/** What moves on one node: finds the receiver of everything, here or on the way to another node. */
export class Runtime implements Host {
  readonly node: string
  readonly clock: Clock
  readonly random: Random
  readonly dispatcher: Dispatcher
  readonly observe: (event: SystemEvent) => void
  readonly counters = noCounts()
  readonly #definitions: ReadonlyMap<string, AnyDefinition>
  readonly #network: Network
  readonly #registry = new Registry()
  readonly #asks: Asks
  #ids = 0
  #onEmpty: (() => void) | undefined
  #closed: Promise<void> | undefined

  constructor(options: RuntimeOptions) {
    this.node = options.node
    this.clock = options.clock
    this.random = options.random
    this.dispatcher = options.dispatcher
    this.observe = options.observe
    this.#definitions = new Map(options.definitions.map((each) => [each.kind, each]))
    this.#asks = new Asks({ ...options, registry: this.#registry })
    this.#network = new Network({
      defer: (flush) => options.dispatcher.defer(flush),
      unclonable: (outgoing, failure) => this.#unclonable(outgoing, failure),
    })
  }

  send(to: string, envelope: Envelope): void {
    const target = this.#registry.find(to)
    if (target === undefined) return this.#sendElsewhere(to, envelope)
    if (this.dispatcher.transit === undefined) return target.accept(envelope)
    const deliver = (): void => {
      const receiver = this.#registry.find(to)
      if (receiver === undefined) this.#sendElsewhere(to, envelope)
      else receiver.accept(envelope)
    }
    this.dispatcher.transit({ from: envelope.sender, to, deliver })
  }

  ask<Other extends Message, Reply extends Message>(
    question: Question<Other, Reply>,
  ): Promise<AskResult<Reply>> {
    const { to, timeoutMs, sender } = question
    const { address: asker, answer } = this.#asks.open(to, timeoutMs)
    const message = question.message(refTo(asker))
    this.send(to, { message, asker, sender, sentAt: this.clock.monotonic() })
    // The address was given away as one for `Reply`: nothing else is sent to it.
    return answer as Promise<AskResult<Reply>>
  }

  command(to: string, command: Command): void {
    if (nodeOf(to) !== this.node) return this.#commandElsewhere(to, command)
    if (command.type === 'spawn') {
      const definition = this.#definitions.get(command.kind)
      return this.#startHere({ ...command, ref: to, definition })
    }
    const target = this.#registry.find(to)
    if (target !== undefined) return target.command(command)
    if (command.type === 'watch') {
      this.#terminate(command.watcher, to, notStartedEnd('no actor lives at this address'))
    }
  }

  addressFor({ name, parentPath, node }: Spawning): string {
    const path = parentPath === '' ? name : `${parentPath}/${name}`
    const id = `${this.#nextId()}`
    // Only this node counts its ids: at another one they are told apart by its name.
    return `${node}/${path}#${node === this.node ? id : `${this.node}.${id}`}`
  }

  start(ref: string, { kind, name, args, parent, node }: Spawning): void {
    if (!isValidName(name)) {
      this.#terminate(parent, ref, notStartedEnd(`"${name}" cannot be a name`))
    } else if (node === this.node) {
      const definition = isDefinition(kind) ? kind : this.#definitions.get(kind.kind)
      this.#startHere({ ref, kind: kind.kind, definition, args, parent })
    } else {
      this.#commandElsewhere(ref, { type: 'spawn', kind: kind.kind, parent, args })
    }
  }

  nextWorkId(): string {
    return `work-${this.#nextId()}`
  }

  undelivered(to: string, { message, asker }: Envelope, reason: Loss): void {
    this.counters[counterOf[reason]] += 1
    this.observe({ type: 'undelivered', to, messageType: message.type, reason })
    if (asker === '' || reason === 'late-reply') return
    const heard = reason === 'dropped' ? 'overloaded' : reason
    this.command(asker, { type: 'undeliverable', reason: heard })
  }

  ended(ref: string, { reason }: End): void {
    this.#registry.removeCell(ref)
    this.observe({ type: 'actor-ended', ref, reason })
    if (this.#registry.cells.size === 0) this.#onEmpty?.()
  }

  link(node: string, transport: Transport): void {
    this.#network.add(node, transport)
    transport.listen((batch) => this.#receive(node, batch))
  }

  linkGateway(node: string, transport: Transport): void {
    this.#network.addGateway(node, transport)
    transport.listen((batch) => this.#receive(node, batch))
  }

  /** Those linked to this node have no other way to learn of it. */
  loseNode(node: string): void {
    if (!this.#network.remove(node)) return
    this.#network.broadcast({ type: 'node-lost', node } satisfies NodeCommand)
    this.#nodeLost(node)
  }

  view(): NodeView {
    const actors = Array.from(this.#registry.cells.values(), (cell) => cell.view())
    return { type: 'node-view', node: this.node, actors, counters: { ...this.counters } }
  }

  /** Asks another node for its view. The answer goes to an address, like any other. */
  askForView(node: string, timeoutMs: number): Promise<AskResult<NodeView>> {
    const { address, answer } = this.#asks.open(`${node}/`, timeoutMs)
    this.#commandElsewhere(`${node}/`, { type: 'inspect', replyTo: address })
    // Only `view` answers an inspection.
    return answer as Promise<AskResult<NodeView>>
  }

  /** Resolves when no actor is left. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  flush(): void {
    this.#network.flush()
  }

  #nextId(): number {
    this.#ids += 1
    return this.#ids
  }

  async #close(): Promise<void> {
    const { cells } = this.#registry
    for (const cell of cells.values()) {
      if (nodeOf(cell.parent) !== this.node) cell.command({ type: 'stop' })
    }
    if (cells.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve
      })
    }
    this.#asks.abandon()
    this.flush()
  }

  #startHere({ ref, kind, definition, args, parent }: Birth): void {
    if (definition === undefined) {
      this.#terminate(parent, ref, notStartedEnd(`node ${this.node} has no kind "${kind}"`))
    } else if (this.#registry.hasPath(pathOf(ref))) {
      this.#terminate(parent, ref, notStartedEnd(`an actor lives at "${pathOf(ref)}" already`))
    } else {
      this.#registry.addCell(ref, new Cell(this, { ref, definition, args, parent }))
    }
  }

  #terminate(listener: string, of: string, end: End): void {
    if (listener !== '') this.command(listener, { type: 'terminated', of, end })
    else this.observe({ type: 'actor-ended', ref: of, reason: end.reason })
  }

  #sendElsewhere(to: string, envelope: Envelope): void {
    const { message, asker, sender } = envelope
    if (nodeOf(to) === this.node) {
      this.undelivered(to, envelope, isAskAddress(to) ? 'late-reply' : 'dead-letter')
    } else if (!this.#network.send({ to, mark: asker, payload: message, sender })) {
      this.undelivered(to, envelope, 'node-lost')
    }
  }

  #commandElsewhere(to: string, command: Command | NodeCommand): void {
    if (this.#network.send({ to, mark: commandMark, payload: command, sender: '' })) return
    const end = nodeLostEnd(nodeOf(to))
    if (command.type === 'watch') this.#terminate(command.watcher, to, end)
    else if (command.type === 'spawn') this.#terminate(command.parent, to, end)
    else if (command.type === 'inspect') {
      this.command(command.replyTo, { type: 'undeliverable', reason: 'node-lost' })
    }
  }

  #receive(from: string, batch: readonly unknown[]): void {
    const sentAt = this.clock.monotonic()
    for (let index = 0; index < batch.length; index += 3) {
      const to = batch[index]
      const mark = batch[index + 1]
      const payload = batch[index + 2]
      // Only `Link` writes batches: what is in them was typed when it was sent.
      if (typeof to !== 'string' || typeof mark !== 'string') continue
      if (mark !== commandMark) {
        this.send(to, { message: payload as Message, asker: mark, sender: from, sentAt })
      } else if (to === `${this.node}/`) this.#nodeCommand(payload as NodeCommand)
      else this.command(to, payload as Command)
    }
  }

  #nodeCommand(command: NodeCommand): void {
    switch (command.type) {
      case 'node-lost':
        return this.#nodeLost(command.node)
      case 'inspect': {
        const sentAt = this.clock.monotonic()
        return this.send(command.replyTo, { message: this.view(), asker: '', sender: '', sentAt })
      }
      default:
        return command satisfies never
    }
  }

  #nodeLost(node: string): void {
    this.observe({ type: 'node-lost', node })
    this.#registry.nodeLost(node)
  }

  #unclonable({ to, mark, payload, sender }: Outgoing, failure: FailureRecord): void {
    if (mark === commandMark) {
      const command = payload as Command
      if (command.type !== 'spawn') return
      this.#terminate(command.parent, to, notStartedEnd(failure.message))
      return
    }
    const message = payload as Message
    this.undelivered(to, { message, asker: mark, sender, sentAt: 0 }, 'unclonable')
    if (mark !== '') return
    const explained = `"${message.type}" to ${to} cannot be cloned: ${failure.message}`
    this.#registry
      .find(sender)
      ?.command({ type: 'defect', failure: { ...failure, message: explained } })
  }
}

const isDefinition = (kind: { readonly kind: string }): kind is AnyDefinition => 'setup' in kind
