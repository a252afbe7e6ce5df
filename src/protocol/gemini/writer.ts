import type { Finish } from '../../ir/answer.ts'
import type { AnswerEvent, EndEvent, PartEndEvent, StartEvent } from '../../ir/event.ts'
import type { TokenLogprob } from '../../ir/part.ts'
import { mergeUsage, type Usage } from '../../ir/usage.ts'
import type { AnswerWriter, Asked } from '../codec.ts'
import type { JsonObject } from '../json.ts'
import { CandidateWriter } from './candidate-writer.ts'
import { writeLogprobs } from './logprobs.ts'
import { isBlocked, writeEnd, writeFinish } from './write-answer.ts'
import { writeUsage } from './write-usage.ts'

/** Writes a stream of `generateContent` answers: each chunk is one, with the parts that are new. */
export class GeminiWriter implements AnswerWriter {
  readonly #asked: Asked
  readonly #isArray: boolean
  readonly #candidates = new Map<number, CandidateWriter>()
  #isFirst = true
  #usage: Partial<Usage> = {}
  /** What stands at the end of every chunk. */
  #tail: JsonObject = {}
  #tailText = ''

  constructor(asked: Asked) {
    this.#asked = asked
    this.#isArray = asked.framing === 'json-array'
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.#start(event)
        return ''
      case 'part-start': {
        const text = this.#candidate(event.choice).start(event.part, event.head)
        return this.#texts(event, text, undefined)
      }
      case 'delta': {
        const { choice, part, text, logprobs } = event
        const grown = this.#candidate(choice).grow(part, text, logprobs !== undefined)
        return this.#texts(event, grown, logprobs)
      }
      case 'citation':
        this.#candidate(event.choice).cite(event.part, event.citation)
        return ''
      case 'proof':
        this.#candidate(event.choice).prove(event.part, event.proof)
        return ''
      case 'part-end':
        return this.#end(event)
      case 'finish':
        this.#candidate(event.choice).finish = event.finish
        return ''
      case 'usage':
        this.#usage = mergeUsage(this.#usage, event.usage)
        return ''
      case 'end':
        return this.#conclude(event)
      case 'error':
      case 'malformed':
        return ''
      default:
        return event satisfies never
    }
  }

  #start({ id, model }: StartEvent): void {
    this.#tail = {
      modelVersion: model || this.#asked.model,
      responseId: id || this.#asked.ids.next('resp_'),
    }
    this.#tailText = JSON.stringify(this.#tail).slice(1)
  }

  #texts(
    { choice }: { readonly choice: number },
    part: string,
    logprobs: readonly TokenLogprob[] | undefined,
  ): string {
    if (part === '') return ''
    const more =
      logprobs === undefined ? '' : `,"logprobsResult":${JSON.stringify(writeLogprobs(logprobs))}`
    return this.#framed(
      `{"candidates":[{"content":{"parts":[${part}],"role":"model"},"index":${choice}${more}}],${this.#tailText}`,
    )
  }

  #end({ choice, part, final }: PartEndEvent): string {
    const parts = this.#candidate(choice).end(part, final)
    if (parts.length === 0) return ''
    const candidate = { content: { parts, role: 'model' }, index: choice }
    return this.#framed(JSON.stringify({ candidates: [candidate], ...this.#tail }))
  }

  #conclude({ extras }: EndEvent): string {
    const all = Array.from(this.#candidates)
    const chunk = {
      ...(isBlocked(
        extras,
        all.map(([, { count }]) => ({ parts: { length: count } })),
      )
        ? {}
        : { candidates: all.map(finalCandidate) }),
      ...writeEnd(writeUsage(this.#usage), extras),
      ...this.#tail,
    }
    const written = this.#framed(JSON.stringify(chunk))
    return this.#isArray ? `${written}]` : written
  }

  #candidate(choice: number): CandidateWriter {
    const known = this.#candidates.get(choice)
    if (known !== undefined) return known
    const candidate = new CandidateWriter()
    this.#candidates.set(choice, candidate)
    return candidate
  }

  #framed(chunk: string): string {
    if (!this.#isArray) return `data: ${chunk}\n\n`
    if (!this.#isFirst) return `,\n${chunk}`
    this.#isFirst = false
    return `[${chunk}`
  }
}

const noReason: Finish = { reason: 'other' }

const finalCandidate = ([index, candidate]: [number, CandidateWriter]): JsonObject => ({
  content: { parts: [{ text: '' }], role: 'model' },
  ...writeFinish(candidate.finish ?? noReason, candidate.grounding),
  index,
})
