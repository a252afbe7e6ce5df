import { nodeOf, pathOf } from './address.ts'
import { nodeLostEnd, type Command } from './command.ts'
import type { Runnable } from './dispatcher.ts'
import type { Host, Target } from './host.ts'
import type { ActorView } from './inspection.ts'
import { Life, type LifeEvent, type Origin } from './life.ts'
import { Mailbox, type Envelope } from './mailbox.ts'
import type { Message } from './message.ts'
import { Ring } from './ring.ts'
import type { Token } from './timers.ts'

type OwnMessage = { readonly message: Message; readonly token: Token }

/** One live actor: three lanes that lead to its life, an earlier one emptied before a later one. */
export class Cell implements Target, Runnable {
  readonly #host: Host
  readonly #origin: Origin
  readonly #signals = new Ring<LifeEvent>()
  readonly #own = new Ring<OwnMessage>()
  readonly #mailbox: Mailbox
  readonly #life: Life
  #isScheduled = false

  constructor(host: Host, origin: Origin) {
    this.#host = host
    this.#origin = origin
    this.#mailbox = new Mailbox(origin.definition.mailbox)
    this.#life = new Life(host, origin, {
      enqueue: (event) => this.#enqueue(event),
      sendOwn: (message, token) => this.#sendOwn(message, token),
      discardMail: () => this.#discardMail(),
    })
    this.#enqueue({ type: 'start' })
  }

  get parent(): string {
    return this.#origin.parent
  }

  accept(envelope: Envelope): void {
    const { ref } = this.#origin
    if (this.#life.isEnding) return this.#host.undelivered(ref, envelope, 'dead-letter')
    const offer = this.#mailbox.offer(envelope)
    if (offer.type !== 'accepted') this.#host.undelivered(ref, offer.envelope, offer.type)
    if (this.#life.state === 'running') this.#wake()
  }

  command(command: Command): void {
    switch (command.type) {
      case 'watch':
        this.#life.watchers.add(command.watcher)
        return
      case 'unwatch':
        this.#life.watchers.delete(command.watcher)
        return
      case 'stop':
      case 'terminated':
      case 'defect':
        return this.#enqueue(command)
      case 'spawn':
      case 'undeliverable':
        return
      default:
        return command satisfies never
    }
  }

  nodeLost(node: string): void {
    const end = nodeLostEnd(node)
    for (const of of this.#life.related) {
      if (nodeOf(of) === node) this.#enqueue({ type: 'terminated', of, end })
    }
    for (const watcher of this.#life.watchers) {
      if (nodeOf(watcher) === node) this.#life.watchers.delete(watcher)
    }
    if (nodeOf(this.parent) === node) this.#enqueue({ type: 'stop' })
  }

  run(budget: number): number {
    let handled = 0
    while (handled < budget && this.#step()) handled += 1
    this.#isScheduled = false
    if (this.#hasWork()) this.#wake()
    return handled
  }

  view(): ActorView {
    const { ref, definition } = this.#origin
    const { oldestAt } = this.#mailbox
    return {
      ref,
      path: pathOf(ref),
      kind: definition.kind,
      state: this.#life.state,
      mailboxDepth: this.#mailbox.depth,
      oldestMessageMs: oldestAt === undefined ? 0 : this.#host.clock.monotonic() - oldestAt,
      children: [...this.#life.children],
      ...this.#life.history,
    }
  }

  #enqueue(event: LifeEvent): void {
    if (this.#life.state === 'stopped') return
    this.#signals.push(event)
    this.#wake()
  }

  #sendOwn(message: Message, token: Token): void {
    this.#own.push({ message, token })
    if (this.#life.state === 'running') this.#wake()
  }

  #discardMail(): void {
    const { ref } = this.#origin
    let envelope = this.#mailbox.take()
    while (envelope !== undefined) {
      this.#host.undelivered(ref, envelope, 'dead-letter')
      envelope = this.#mailbox.take()
    }
  }

  #wake(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#host.dispatcher.schedule(this)
  }

  #hasWork(): boolean {
    if (this.#life.state === 'stopped') return false
    if (this.#signals.length > 0) return true
    return this.#life.state === 'running' && this.#own.length + this.#mailbox.depth > 0
  }

  /** Takes one thing from the first lane that has any. */
  #step(): boolean {
    const event = this.#signals.shift()
    if (event !== undefined) {
      this.#life.handle(event)
      return true
    }
    if (this.#life.state !== 'running') return false
    const own = this.#own.shift()
    if (own !== undefined) {
      own.token.taken()
      if (own.token.isLive) this.#life.receive(own.message)
      return true
    }
    const envelope = this.#mailbox.take()
    if (envelope === undefined) return false
    this.#life.receive(envelope.message)
    return true
  }
}
