import type { AnswerEvent, DeltaEvent, PartStartEvent } from '../ir/event.ts'
import type { ThoughtTags } from '../ir/rules.ts'

/** Shows thoughts as text between two tags. Of one that may not be read nothing is shown. */
export class ThoughtWrapper {
  readonly #tags: ThoughtTags
  readonly #choices = new Map<number, Map<number, Way>>()

  constructor(tags: ThoughtTags) {
    this.#tags = tags
  }

  turn(event: AnswerEvent): readonly AnswerEvent[] {
    switch (event.type) {
      case 'part-start':
        return this.#begin(event)
      case 'delta': {
        const way = this.#wayOf(event)
        if (way?.isThought === true) return this.#think(event, way)
        return numbered(event, way)
      }
      case 'citation':
        return numbered(event, this.#wayOf(event))
      case 'proof': {
        const way = this.#wayOf(event)
        return way?.isThought === true ? [] : numbered(event, way)
      }
      case 'part-end': {
        const way = this.#wayOf(event)
        if (way?.part === undefined || !way.isThought) return numbered(event, way)
        const { choice } = event
        const { part } = way
        return [
          { type: 'delta', choice, part, text: this.#tags.close },
          { type: 'part-end', choice, part },
        ]
      }
      default:
        return [event]
    }
  }

  #begin(event: PartStartEvent): readonly AnswerEvent[] {
    const { choice, part, head } = event
    const ways = this.#waysOf(choice)
    const way: Way = { isThought: head.type === 'thinking', part: undefined }
    if (!way.isThought) way.part = shownIn(ways)
    ways.set(part, way)
    return head.type === 'thinking'
      ? this.#think({ choice, text: head.text }, way)
      : numbered(event, way)
  }

  /** The first words of a thought open it. */
  #think({ choice, text }: Pick<DeltaEvent, 'choice' | 'text'>, way: Way): readonly AnswerEvent[] {
    if (text === '') return []
    const { part } = way
    if (part !== undefined) return [{ type: 'delta', choice, part, text }]
    const opened = shownIn(this.#waysOf(choice))
    way.part = opened
    return [
      { type: 'part-start', choice, part: opened, head: { type: 'text', text: '' } },
      { type: 'delta', choice, part: opened, text: this.#tags.open + text },
    ]
  }

  #wayOf({ choice, part }: Place): Way | undefined {
    return this.#waysOf(choice).get(part)
  }

  #waysOf(choice: number): Map<number, Way> {
    const known = this.#choices.get(choice)
    if (known !== undefined) return known
    const ways = new Map<number, Way>()
    this.#choices.set(choice, ways)
    return ways
  }
}

/** Parts are counted anew: `part` is undefined as long as nothing of it is shown. */
type Way = { readonly isThought: boolean; part: number | undefined }
type Place = { readonly choice: number; readonly part: number }

const shownIn = (ways: ReadonlyMap<number, Way>): number =>
  Array.from(ways.values()).filter(({ part }) => part !== undefined).length

const numbered = <Event extends AnswerEvent & Place>(
  event: Event,
  way: Way | undefined,
): readonly Event[] => (way?.part === undefined ? [] : [{ ...event, part: way.part }])
