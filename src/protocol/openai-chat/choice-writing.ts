import type { Finish } from '../../ir/answer.ts'
import type { Citation, Part, TokenLogprob } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import type { ChunkLines } from '../openai-chunk-lines.ts'
import { writeFound } from './annotations.ts'
import { refusalOf, writeFinish } from './finish.ts'
import { ChoiceState, type PartWriting } from './choice-state.ts'
import { openPart } from './part-writings.ts'

/** Writes one choice of a stream. */
export class ChoiceWriting {
  readonly #state: ChoiceState
  readonly #parts = new Map<number, PartWriting>()
  #hasRole = false

  constructor(lines: ChunkLines, index: number, asked: Asked) {
    this.#state = new ChoiceState(lines, index, asked)
  }

  begin(part: number, head: Part): string {
    const role = this.#role(head.type === 'text' ? '' : null)
    const writing = openPart(head, this.#state)
    this.#parts.set(part, writing)
    return role + writing.begin()
  }

  grow(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    return this.#parts.get(part)?.grow(text, logprobs) ?? ''
  }

  cite(part: number, citation: Citation): void {
    this.#parts.get(part)?.cite(citation)
  }

  prove(part: number, proof: string): void {
    this.#parts.get(part)?.prove(proof)
  }

  end(part: number, final: Part | undefined): string {
    const writing = this.#parts.get(part)
    this.#parts.delete(part)
    return writing?.end(final) ?? ''
  }

  finish(finish: Finish): string {
    const state = this.#state
    const { index, lines, calls, hasRefused } = state
    const refusal = hasRefused ? '' : refusalOf(finish, [])
    const found = state.hasCited ? [] : writeFound(state.pages, state.textLength)
    const word = writeFinish(finish, { hasCalls: calls > 0, hasRefused })
    const { message: _, ...beside } = finish.extras ?? {}
    return (
      this.#role(calls > 0 || refusal !== '' ? null : '') +
      (refusal === '' ? '' : state.chunk({ refusal })) +
      (found.length === 0 ? '' : state.chunk({ annotations: found })) +
      lines.choice({
        index,
        delta: {},
        logprobs: null,
        finish_reason: state.isLegacy && word === 'tool_calls' ? 'function_call' : word,
        ...beside,
      })
    )
  }

  /** The first chunk of a choice says who speaks. */
  #role(content: '' | null): string {
    if (this.#hasRole) return ''
    this.#hasRole = true
    return this.#state.chunk({ role: 'assistant', content })
  }
}
