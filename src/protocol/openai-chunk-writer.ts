import type { Finish } from '../ir/answer.ts'
import type { AnswerEvent, EndEvent, StartEvent } from '../ir/event.ts'
import type { Citation, Part, TokenLogprob } from '../ir/part.ts'
import { mergeUsage, type Usage } from '../ir/usage.ts'
import type { AnswerWriter, Asked } from './codec.ts'
import { isObject, type JsonObject } from './json.ts'
import { ChunkLines, doneLine } from './openai-chunk-lines.ts'
import { writePromptUsage } from './openai-usage.ts'

/** Writes one choice of a stream. */
export type ChoiceWriting = {
  begin(part: number, head: Part): string
  grow(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string
  cite(part: number, citation: Citation): void
  prove(part: number, proof: string): void
  end(part: number, final: Part | undefined): string
  finish(finish: Finish): string
}

/** What tells the streams of chat and completions apart. */
export type ChunkForm = {
  readonly object: string
  readonly idPrefix: string
  openChoice(lines: ChunkLines, index: number, asked: Asked): ChoiceWriting
}

/** Writes a client's stream of chat or completions. */
export class ChunkWriter implements AnswerWriter {
  readonly #asked: Asked
  readonly #form: ChunkForm
  readonly #choices = new Map<number, ChoiceWriting>()
  #head: JsonObject = {}
  #lines: ChunkLines
  #usage: Partial<Usage> = {}

  constructor(asked: Asked, form: ChunkForm) {
    this.#asked = asked
    this.#form = form
    this.#lines = new ChunkLines({}, false)
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'delta':
        return this.#choice(event.choice).grow(event.part, event.text, event.logprobs)
      case 'start':
        return this.#start(event)
      case 'part-start':
        return this.#choice(event.choice).begin(event.part, event.head)
      case 'citation':
        this.#choice(event.choice).cite(event.part, event.citation)
        return ''
      case 'proof':
        this.#choice(event.choice).prove(event.part, event.proof)
        return ''
      case 'part-end':
        return this.#choice(event.choice).end(event.part, event.final)
      case 'finish':
        return this.#choice(event.choice).finish(event.finish)
      case 'usage':
        this.#usage = mergeUsage(this.#usage, event.usage)
        return ''
      case 'end':
        return this.#end(event)
      case 'error':
      case 'malformed':
        return ''
      default:
        return event satisfies never
    }
  }

  #start({ id, model, createdAt, extras }: StartEvent): string {
    const { ids, now, model: asked, prompt } = this.#asked
    this.#head = {
      id: id === '' ? ids.next(this.#form.idPrefix) : id,
      object: this.#form.object,
      created: createdAt ?? now,
      model: model === '' ? asked : model,
      ...withoutUsage(extras),
    }
    this.#lines = new ChunkLines(this.#head, prompt.wantsUsage === true)
    return ''
  }

  #choice(index: number): ChoiceWriting {
    const known = this.#choices.get(index)
    if (known !== undefined) return known
    const choice = this.#form.openChoice(this.#lines, index, this.#asked)
    this.#choices.set(index, choice)
    return choice
  }

  #end({ extras }: EndEvent): string {
    if (this.#asked.prompt.wantsUsage !== true) return doneLine
    const told = extras?.['usage']
    // An upstream of the client's own protocol has counted in its own words.
    const usage = isObject(told) ? told : writePromptUsage(this.#usage)
    return usage === null ? doneLine : this.#lines.last(usage, this.#head) + doneLine
  }
}

/** It has a chunk of its own. */
const withoutUsage = (extras: JsonObject = {}): JsonObject => {
  const { usage: _, ...rest } = extras
  return rest
}
