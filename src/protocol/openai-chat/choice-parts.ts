import type { AnswerEvent } from '../../ir/event.ts'
import type { Part, TokenLogprob } from '../../ir/part.ts'

/** The parts of one choice as they are said, counted in the order in which they start. */
export class ChoiceParts {
  readonly choice: number
  readonly #events: AnswerEvent[]
  #count = 0

  /** All choices of a stream say what they have to say in one list. */
  constructor(choice: number, events: AnswerEvent[]) {
    this.choice = choice
    this.#events = events
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  say(event: AnswerEvent): void {
    this.#events.push(event)
  }

  open(head: Part): number {
    const part = this.#count
    this.#count += 1
    this.#events.push({ type: 'part-start', choice: this.choice, part, head })
    return part
  }

  grow(part: number, text: string, logprobs?: readonly TokenLogprob[]): void {
    const { choice } = this
    this.#events.push(
      logprobs === undefined
        ? { type: 'delta', choice, part, text }
        : { type: 'delta', choice, part, text, logprobs },
    )
  }

  prove(part: number, proof: string): void {
    this.#events.push({ type: 'proof', choice: this.choice, part, proof })
  }

  /** `final` replaces what was said of it. */
  end(part: number, final?: Part): void {
    const { choice } = this
    this.#events.push(
      final === undefined
        ? { type: 'part-end', choice, part }
        : { type: 'part-end', choice, part, final },
    )
  }

  /** A part that comes at once. */
  whole(head: Part): void {
    this.end(this.open(head))
  }
}
