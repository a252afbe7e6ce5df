import type { Answer, Choice, Finish } from './answer.ts'
import type { AnswerEvent, StartEvent } from './event.ts'
import type { Citation, Part } from './part.ts'
import { mergeUsage, type Usage } from './usage.ts'

/** Gathers a stream into the whole answer that it tells. Also what a writer asks for the parts so far. */
export class AnswerFold {
  #start: StartEvent = { type: 'start', id: '', model: '' }
  #usage: Partial<Usage> = {}
  #extras: Answer['extras']
  readonly #choices = new Map<number, ChoiceFold>()

  apply(event: AnswerEvent): void {
    switch (event.type) {
      case 'start':
        this.#start = event
        return
      case 'part-start':
        this.#choice(event.choice).parts.set(event.part, new PartFold(event.head))
        return
      case 'delta':
        this.#part(event)?.grow(event.text, event.logprobs)
        return
      case 'citation':
        this.#part(event)?.cite(event.citation)
        return
      case 'proof':
        this.#part(event)?.prove(event.proof)
        return
      case 'part-end':
        if (event.final !== undefined)
          this.#choice(event.choice).parts.set(event.part, new PartFold(event.final))
        return
      case 'finish':
        this.#choice(event.choice).finish = event.finish
        return
      case 'usage':
        this.#usage = mergeUsage(this.#usage, event.usage)
        return
      case 'end':
        this.#extras = event.extras
        return
      case 'error':
      case 'malformed':
        return
      default:
        event satisfies never
    }
  }

  /** A part as far as it has come. */
  partOf(choice: number, part: number): Part | undefined {
    return this.#choices.get(choice)?.parts.get(part)?.part
  }

  get usage(): Partial<Usage> {
    return this.#usage
  }

  get answer(): Answer {
    const { id, model, createdAt, extras } = this.#start
    const allExtras = extras === undefined ? this.#extras : { ...extras, ...this.#extras }
    return {
      id,
      model,
      ...(createdAt === undefined ? {} : { createdAt }),
      choices: Array.from(this.#choices, ([index, choice]) => choice.gathered(index)).toSorted(
        (one, other) => one.index - other.index,
      ),
      usage: this.#usage,
      ...(allExtras === undefined ? {} : { extras: allExtras }),
    }
  }

  #choice(index: number): ChoiceFold {
    const known = this.#choices.get(index)
    if (known !== undefined) return known
    const choice = new ChoiceFold()
    this.#choices.set(index, choice)
    return choice
  }

  #part({
    choice,
    part,
  }: {
    readonly choice: number
    readonly part: number
  }): PartFold | undefined {
    return this.#choices.get(choice)?.parts.get(part)
  }
}

export const foldAnswer = (events: Iterable<AnswerEvent>): Answer => {
  const fold = new AnswerFold()
  for (const event of events) fold.apply(event)
  return fold.answer
}

class ChoiceFold {
  readonly parts = new Map<number, PartFold>()
  finish: Finish = { reason: 'other' }

  gathered(index: number): Choice {
    return {
      index,
      parts: Array.from(this.parts.values(), ({ part }) => part),
      finish: this.finish,
    }
  }
}

type Logprobs = Extract<Part, { type: 'text' }>['logprobs']

class PartFold {
  readonly #head: Part
  #text = ''
  #proof: string | undefined
  readonly #citations: Citation[] = []
  readonly #logprobs: NonNullable<Logprobs>[number][] = []

  constructor(head: Part) {
    this.#head = head
  }

  grow(text: string, logprobs: Logprobs): void {
    this.#text += text
    if (logprobs !== undefined) this.#logprobs.push(...logprobs)
  }

  cite(citation: Citation): void {
    this.#citations.push(citation)
  }

  prove(proof: string): void {
    this.#proof = proof
  }

  get part(): Part {
    const head = this.#head
    const proof = this.#proof === undefined ? {} : { proof: this.#proof }
    switch (head.type) {
      case 'text': {
        const citations = [...(head.citations ?? []), ...this.#citations]
        const logprobs = [...(head.logprobs ?? []), ...this.#logprobs]
        return {
          ...head,
          ...proof,
          text: head.text + this.#text,
          ...(citations.length === 0 ? {} : { citations }),
          ...(logprobs.length === 0 ? {} : { logprobs }),
        }
      }
      case 'thinking':
        return { ...head, ...proof, text: head.text + this.#text }
      case 'refusal':
        return { ...head, text: head.text + this.#text }
      case 'tool-call':
        return { ...head, ...proof, arguments: argumentsOf(head.arguments + this.#text, head.kind) }
      case 'code':
        return { ...head, code: head.code + this.#text }
      case 'image':
      case 'document':
      case 'audio':
      case 'video':
        return { ...head, ...proof }
      case 'tool-result':
      case 'web-search':
      case 'foreign':
        return head
      default:
        return head satisfies never
    }
  }
}

/** A function without arguments is called with none at all by some upstreams: everywhere else that is `{}`. */
const argumentsOf = (text: string, kind: 'function' | 'custom'): string =>
  kind === 'function' && text === '' ? '{}' : text
