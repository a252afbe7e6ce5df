import type { Finish } from '../../ir/answer.ts'
import type { Part, TokenLogprob } from '../../ir/part.ts'
import type { ChunkLines, GrowingLine } from '../openai-chunk-lines.ts'
import type { ChoiceWriting } from '../openai-chunk-writer.ts'
import { writeFinish } from './finish.ts'
import { writeLogprobs } from './logprobs.ts'
import { textOf } from './write-answer.ts'

/** Writes one choice of a stream: the words of the answer, and nothing else. */
export class TextWriting implements ChoiceWriting {
  readonly #lines: ChunkLines
  readonly #index: number
  readonly #line: GrowingLine
  /** How much was told of the parts that are words. */
  readonly #told = new Map<number, number>()
  #echo: string
  #length = 0

  /** `echo` comes before the first word. */
  constructor(lines: ChunkLines, index: number, echo: string) {
    this.#lines = lines
    this.#index = index
    this.#echo = echo
    this.#line = lines.growing(
      '{"text":',
      `,"index":${index},"logprobs":null,"finish_reason":null}`,
    )
  }

  begin(part: number, head: Part): string {
    if (head.type !== 'text' && head.type !== 'refusal') return ''
    this.#told.set(part, 0)
    const logprobs = head.type === 'text' ? head.logprobs : undefined
    return this.#repeat() + this.grow(part, textOf(head), logprobs)
  }

  grow(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    const told = this.#told.get(part)
    if (told === undefined) return ''
    this.#told.set(part, told + text.length)
    if (logprobs === undefined) return this.#say(text)
    const start = this.#length
    this.#length += text.length
    return this.#lines.choice({
      text,
      index: this.#index,
      logprobs: writeLogprobs(logprobs, start),
      finish_reason: null,
    })
  }

  cite(): void {}

  prove(): void {}

  /** What was streamed stands: `final` tells the text only where nothing was. */
  end(part: number, final: Part | undefined): string {
    const told = this.#told.get(part)
    return told !== 0 || final === undefined ? '' : this.#say(textOf(final))
  }

  finish(finish: Finish): string {
    const choice = {
      text: '',
      index: this.#index,
      logprobs: null,
      finish_reason: writeFinish(finish),
      ...finish.extras,
    }
    return this.#repeat() + this.#lines.choice(choice)
  }

  #repeat(): string {
    const echo = this.#echo
    this.#echo = ''
    return this.#say(echo)
  }

  #say(text: string): string {
    if (text === '') return ''
    this.#length += text.length
    return this.#line.before + JSON.stringify(text) + this.#line.after
  }
}
