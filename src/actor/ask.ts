import type { Clock, TimerHandle } from './clock.ts'
import type { Command } from './command.ts'
import type { Target } from './host.ts'
import type { Envelope } from './mailbox.ts'
import type { AskResult, Message } from './message.ts'

type Waiting = {
  readonly clock: Clock
  readonly timeoutMs: number
  /** The node the question went to. */
  readonly node: string
  settle(result: AskResult<Message>): void
}

/** An answer somebody waits for. Whatever comes first settles it; its owner then gives up its address. */
export class PendingAsk implements Target {
  readonly #waiting: Waiting
  readonly #deadline: TimerHandle

  constructor(waiting: Waiting) {
    const { clock, timeoutMs } = waiting
    this.#waiting = waiting
    this.#deadline = clock.schedule(timeoutMs, () =>
      waiting.settle({ type: 'timed-out', afterMs: timeoutMs }),
    )
  }

  accept({ message }: Envelope): void {
    this.#settle({ type: 'reply', reply: message })
  }

  command(command: Command): void {
    if (command.type === 'undeliverable') this.#settle(command)
  }

  nodeLost(node: string): void {
    if (node === this.#waiting.node) this.#settle({ type: 'undeliverable', reason: 'node-lost' })
  }

  /** The node goes down: nobody will answer. */
  abandon(): void {
    this.#settle({ type: 'undeliverable', reason: 'dead-letter' })
  }

  #settle(result: AskResult<Message>): void {
    this.#deadline.cancel()
    this.#waiting.settle(result)
  }
}
