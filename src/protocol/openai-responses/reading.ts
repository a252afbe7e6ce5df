import type { AnswerEvent } from '../../ir/event.ts'
import type { Part } from '../../ir/part.ts'
import type { JsonObject } from '../json.ts'

/** Follows one item of a streamed response, and says what it tells to the sink. */
export type ItemReading = {
  readonly isCall: boolean
  /** An event of the item that is neither its first nor its last. */
  read(type: string, payload: JsonObject): void
  /** The item is done: `item` is all of it, when that was told. */
  end(item: JsonObject | undefined): void
}

/** Gathers what is to be said, and counts the parts. */
export class Sink {
  #events: AnswerEvent[] = []
  /** The parts so far, each as it began. */
  readonly heads: Part[] = []

  /** What was said since the last time. */
  take(): readonly AnswerEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  say(event: AnswerEvent): void {
    this.#events.push(event)
  }

  open(head: Part): OpenPart {
    const part = this.heads.push(head) - 1
    this.say({ type: 'part-start', choice: 0, part, head })
    return new OpenPart(this, part)
  }
}

export class OpenPart {
  readonly #sink: Sink
  readonly #part: number
  #text = ''

  constructor(sink: Sink, part: number) {
    this.#sink = sink
    this.#part = part
  }

  grow(text: string, more: Omit<AnswerEvent & { type: 'delta' }, GivenMember> = {}): void {
    this.#text += text
    this.#sink.say({ type: 'delta', choice: 0, part: this.#part, text, ...more })
  }

  get text(): string {
    return this.#text
  }

  /** The upstream told the whole text: what was not streamed of it. */
  catchUp(whole: string): void {
    const { length } = this.#text
    if (whole.length > length && whole.startsWith(this.#text)) this.grow(whole.slice(length))
  }

  cite(citation: (AnswerEvent & { type: 'citation' })['citation']): void {
    this.#sink.say({ type: 'citation', choice: 0, part: this.#part, citation })
  }

  prove(proof: string): void {
    this.#sink.say({ type: 'proof', choice: 0, part: this.#part, proof })
  }

  end(final?: Part): void {
    this.#sink.say({
      type: 'part-end',
      choice: 0,
      part: this.#part,
      ...(final === undefined ? {} : { final }),
    })
  }
}

type GivenMember = 'type' | 'choice' | 'part' | 'text'

/** What only this protocol knows of a part is told by the last event alone: whether that has something new. */
export const hasOtherExtras = (head: Part, final: Part): boolean =>
  JSON.stringify(extrasOf(head)) !== JSON.stringify(extrasOf(final))

const extrasOf = (part: Part): unknown => ('extras' in part ? part.extras : undefined)
