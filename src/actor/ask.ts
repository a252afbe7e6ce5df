import { askAddress, nodeOf } from './address.ts'
import type { Clock, TimerHandle } from './clock.ts'
import type { Command } from './command.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Target } from './host.ts'
import type { Envelope } from './mailbox.ts'
import type { AskResult, Message } from './message.ts'
import type { Registry } from './registry.ts'

type AsksOptions = {
  readonly node: string
  readonly clock: Clock
  readonly dispatcher: Dispatcher
  readonly registry: Registry
}

/** The answers that are awaited on one node. Each has an address for as long as it is. */
export class Asks {
  readonly #options: AsksOptions
  readonly #open = new Set<PendingAsk>()
  #count = 0

  constructor(options: AsksOptions) {
    this.#options = options
  }

  /** An address for the answer to what is sent to `to`, and the answer. */
  open(to: string, timeoutMs: number): { address: string; answer: Promise<AskResult<Message>> } {
    const { node, clock, dispatcher, registry } = this.#options
    this.#count += 1
    const address = askAddress(node, this.#count)
    const { promise, resolve } = Promise.withResolvers<AskResult<Message>>()
    const settle = (result: AskResult<Message>): void => {
      if (!this.#open.delete(ask)) return
      registry.remove(address)
      dispatcher.awaiting?.(-1)
      resolve(result)
    }
    const ask = new PendingAsk({ clock, timeoutMs, node: nodeOf(to), settle })
    this.#open.add(ask)
    registry.add(address, ask)
    dispatcher.awaiting?.(1)
    return { address, answer: promise }
  }

  /** The node goes down: nobody will answer. */
  abandon(): void {
    for (const ask of this.#open) ask.settle({ type: 'undeliverable', reason: 'dead-letter' })
  }
}

type Waiting = {
  readonly clock: Clock
  readonly timeoutMs: number
  /** The node the question went to. */
  readonly node: string
  readonly settle: (result: AskResult<Message>) => void
}

/** Settled by whatever comes first. */
class PendingAsk implements Target {
  readonly #waiting: Waiting
  readonly #deadline: TimerHandle

  constructor(waiting: Waiting) {
    const { clock, timeoutMs } = waiting
    this.#waiting = waiting
    this.#deadline = clock.schedule(timeoutMs, () =>
      this.settle({ type: 'timed-out', afterMs: timeoutMs }),
    )
  }

  accept({ message }: Envelope): void {
    this.settle({ type: 'reply', reply: message })
  }

  command(command: Command): void {
    if (command.type === 'undeliverable') this.settle(command)
  }

  nodeLost(node: string): void {
    if (node === this.#waiting.node) this.settle({ type: 'undeliverable', reason: 'node-lost' })
  }

  settle(result: AskResult<Message>): void {
    this.#deadline.cancel()
    this.#waiting.settle(result)
  }
}
