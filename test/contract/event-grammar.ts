import type { AnswerEvent, PartStartEvent } from '../../src/ir/event.ts'

/** Everything that the grammar of `src/ir/event.ts` forbids in these events; nothing when they keep it. */
export const grammarFaults = (events: readonly AnswerEvent[]): readonly string[] => {
  const judge = new Judge()
  for (const event of events) judge.hear(event)
  return judge.faults
}

type Choice = { readonly open: Map<number, string>; next: number; isFinished: boolean }

class Judge {
  readonly faults: string[] = []
  readonly #choices = new Map<number, Choice>()
  #hasStarted = false
  #isOver = false

  hear(event: AnswerEvent): void {
    if (this.#isOver) this.#blame(`${event.type} after the end`)
    // An upstream may fail before it begins.
    const isFailure = event.type === 'error' || event.type === 'malformed'
    if (!this.#hasStarted && event.type !== 'start' && !isFailure)
      this.#blame(`${event.type} before the start`)
    switch (event.type) {
      case 'start':
        if (this.#hasStarted) this.#blame('a second start')
        this.#hasStarted = true
        return
      case 'part-start':
        return this.#begin(event)
      case 'delta':
      case 'citation':
      case 'proof':
        return this.#within(event)
      case 'part-end':
        this.#within(event)
        this.#choice(event.choice).open.delete(event.part)
        return
      case 'finish':
        return this.#finish(event.choice)
      case 'usage':
        return
      case 'end':
        this.#end()
        return
      case 'error':
      case 'malformed':
        this.#isOver = true
        return
      default:
        event satisfies never
    }
  }

  #begin({ choice: index, part, head }: PartStartEvent): void {
    const choice = this.#choice(index)
    if (part !== choice.next) this.#blame(`part ${part} in the place of ${choice.next}`)
    if (choice.isFinished) this.#blame('a part after the finish')
    const others = [...choice.open.values(), head.type]
    if (others.length > 1 && others.some((type) => type !== 'tool-call'))
      this.#blame(`${others.join(' and ')} overlap`)
    choice.open.set(part, head.type)
    choice.next = Math.max(choice.next, part) + 1
  }

  #within({ type, choice, part }: Extract<AnswerEvent, { readonly part: number }>): void {
    if (!this.#choice(choice).open.has(part))
      this.#blame(`${type} of part ${part}, which is closed`)
  }

  #finish(index: number): void {
    const choice = this.#choice(index)
    if (choice.open.size > 0) this.#blame('a finish with open parts')
    if (choice.isFinished) this.#blame('a second finish')
    choice.isFinished = true
  }

  #end(): void {
    this.#isOver = true
    for (const [index, choice] of this.#choices)
      if (!choice.isFinished) this.#blame(`choice ${index} has no finish`)
  }

  #choice(index: number): Choice {
    const known = this.#choices.get(index)
    if (known !== undefined) return known
    const choice: Choice = { open: new Map(), next: 0, isFinished: false }
    this.#choices.set(index, choice)
    return choice
  }

  #blame(fault: string): void {
    this.faults.push(fault)
  }
}
