import type { Citation, Part, TokenLogprob } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import type { JsonObject } from '../json.ts'
import type { ChunkLines, GrowingLine } from '../openai-chunk-lines.ts'
import { speaksOfFunctions } from './write-answer.ts'

/** Writes one part of a stream's choice. */
export type PartWriting = {
  begin(): string
  grow(text: string, logprobs: readonly TokenLogprob[] | undefined): string
  cite(citation: Citation): void
  prove(proof: string): void
  end(final: Part | undefined): string
}

/** What the parts of one choice have to know of each other. */
export class ChoiceState {
  readonly lines: ChunkLines
  readonly index: number
  readonly asked: Asked
  readonly isLegacy: boolean
  textLength = 0
  hasThoughtText = false
  details = 0
  calls = 0
  images = 0
  hasCited = false
  hasRefused = false
  readonly pages: { readonly url: string; readonly title: string }[] = []

  constructor(lines: ChunkLines, index: number, asked: Asked) {
    this.lines = lines
    this.index = index
    this.asked = asked
    this.isLegacy = speaksOfFunctions(asked)
  }

  chunk(delta: JsonObject, logprobs: JsonObject | null = null): string {
    return this.lines.choice({ index: this.index, delta, logprobs, finish_reason: null })
  }
}

/** `before` is the delta up to the text. */
export const growingLine = (state: ChoiceState, before: string, after = '}'): GrowingLine =>
  state.lines.growing(
    `{"index":${state.index},"delta":${before}`,
    `${after},"logprobs":null,"finish_reason":null}`,
  )

export const fill = ({ before, after }: GrowingLine, text: string): string =>
  before + JSON.stringify(text) + after
