import type { AnswerEvent } from '../ir/event.ts'
import type { ThoughtTags } from '../ir/rules.ts'

/** Shows thoughts as text between two tags, for clients that have no other place for them. */
export class ThoughtWrapper {
  readonly #tags: ThoughtTags
  readonly #wrapped = new Set<string>()

  constructor(tags: ThoughtTags) {
    this.#tags = tags
  }

  turn(event: AnswerEvent): readonly AnswerEvent[] {
    switch (event.type) {
      case 'part-start': {
        if (event.head.type !== 'thinking') return [event]
        this.#wrapped.add(keyOf(event))
        const text = this.#tags.open + event.head.text
        return [
          { ...event, head: { type: 'text', text: '' } },
          { type: 'delta', choice: event.choice, part: event.part, text },
        ]
      }
      case 'proof':
        return this.#wrapped.has(keyOf(event)) ? [] : [event]
      case 'part-end': {
        if (!this.#wrapped.has(keyOf(event))) return [event]
        const { choice, part } = event
        return [
          { type: 'delta', choice, part, text: this.#tags.close },
          { type: 'part-end', choice, part },
        ]
      }
      default:
        return [event]
    }
  }
}

const keyOf = ({ choice, part }: { readonly choice: number; readonly part: number }): string =>
  `${choice}.${part}`
