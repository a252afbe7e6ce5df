import type { MailboxPolicy } from './definition.ts'
import type { Message } from './message.ts'
import { Ring } from './ring.ts'

/** A message on its way. */
export type Envelope = {
  readonly message: Message
  /** Where an asker hears that its question did not arrive; empty for a tell. */
  readonly asker: string
  /** The actor that sent it, when it is on this node; else the node it came from; empty from outside. */
  readonly sender: string
  /** Monotonic milliseconds at which it was sent on, or came to, this node. */
  readonly sentAt: number
}

/** What happened to the mailbox; if it was full, with the envelope that gave way: the new one or the oldest. */
export type Offer =
  | { readonly type: 'accepted' }
  | { readonly type: 'overloaded' | 'dropped'; readonly envelope: Envelope }

const accepted: Offer = { type: 'accepted' }

/** A bounded queue of messages. */
export class Mailbox {
  readonly #policy: MailboxPolicy
  readonly #waiting = new Ring<Envelope>()

  constructor(policy: MailboxPolicy) {
    this.#policy = policy
  }

  get depth(): number {
    return this.#waiting.length
  }

  /** When the message that waits longest was sent. */
  get oldestAt(): number | undefined {
    return this.#waiting.peek()?.sentAt
  }

  offer(envelope: Envelope): Offer {
    if (this.#waiting.length < this.#policy.capacity) {
      this.#waiting.push(envelope)
      return accepted
    }
    if (this.#policy.overflow === 'reject-new') return { type: 'overloaded', envelope }
    const oldest = this.#waiting.shift()
    if (oldest === undefined) return { type: 'overloaded', envelope }
    this.#waiting.push(envelope)
    return { type: 'dropped', envelope: oldest }
  }

  take(): Envelope | undefined {
    return this.#waiting.shift()
  }
}
