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
  /** Parts that are words. */
  readonly #spoken = new Set<number>()
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
    this.#spoken.add(part)
    const logprobs = head.type === 'text' ? head.logprobs : undefined
    return this.#repeat() + this.grow(part, textOf(head), logprobs)
  }

  grow(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    if (!this.#spoken.has(part)) return ''
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

  end(): string {
    return ''
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
