import type { Answer } from '../ir/answer.ts'
import type { AnswerEvent } from '../ir/event.ts'
import { Report, type Fault } from '../ir/report.ts'
import type { RelayRules } from '../ir/rules.ts'
import { unfoldAnswer } from '../ir/unfold.ts'
import type { Prompt } from '../ir/prompt.ts'
import type { Asked, Ids } from '../protocol/codec.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Framing } from '../protocol/protocol.ts'
import { Homeward } from './homeward.ts'
import { withBreakpoints } from './cache-breakpoints.ts'
import { withWish } from './model-wish.ts'
import { spelled } from './spelled.ts'
import { ThoughtWrapper } from './thought-tags.ts'
import { prepare, type Sides } from './prepare.ts'

/** What is known of a request besides its body. */
export type Circumstances = {
  /** The model's name at the upstream. */
  readonly model: string
  /**
   * The name in the client's request, which the answer tells again: agents take an answer by another name for another
   * model's, and leave its thoughts out of their next request (docs/agents.md). Empty or absent: the upstream's is told.
   */
  readonly askedModel?: string
  /** What the ending of the model's name asked for: `ir/model-suffix.ts`. */
  readonly wish: string
  readonly rules: RelayRules
  /** Whether the upstream is asked for a stream: its own business, not the client's. */
  readonly isUpstreamStreaming: boolean
  /** How the client's stream is laid out. */
  readonly framing: Framing
  /** Epoch seconds. */
  readonly now: number
  readonly ids: Ids
}

export type TranslatedRequest =
  | {
      readonly type: 'translated'
      readonly body: JsonObject
      readonly warnings: readonly Fault[]
      readonly answering: Answering
    }
  | { readonly type: 'refused'; readonly fault: Fault }

/** A client's request in the upstream's protocol, and the way back for the answer. */
export const translatePrompt = (
  read: Prompt,
  sides: Sides,
  circumstances: Circumstances,
): TranslatedRequest => {
  const { model, askedModel = '', isUpstreamStreaming, wish, rules } = circumstances
  const report = new Report()
  const { prompt, toolNames } = prepare(withWish(read, wish), sides, report)
  const marked = withBreakpoints(prompt, rules.cacheBreakpoints)
  const written = sides.target.writeRequest(
    { ...marked, model, isStreaming: isUpstreamStreaming },
    report,
  )
  const { refusal } = report
  if (refusal !== undefined) return { type: 'refused', fault: spelled(refusal, sides.source) }
  const asked: Asked = {
    prompt: read,
    model,
    now: circumstances.now,
    ids: circumstances.ids,
    framing: circumstances.framing,
    ...(sides.source.id === sides.target.id ? { isOwn: true } : {}),
  }
  return {
    type: 'translated',
    body: written,
    warnings: report.warnings.map((fault) => spelled(fault, sides.source)),
    answering: new Answering(sides, asked, {
      homeward: new Homeward(read, sides, { toolNames, model: askedModel }),
      wrapper: rules.thoughtTags && new ThoughtWrapper(rules.thoughtTags),
    }),
  }
}

/** What each event of an answer goes through. */
type Turns = { readonly homeward: Homeward; readonly wrapper: ThoughtWrapper | undefined }

/** The way of one answer from the upstream's protocol to the client's. */
export class Answering {
  readonly sides: Sides
  readonly asked: Asked
  readonly #homeward: Homeward
  readonly #wrapper: ThoughtWrapper | undefined

  constructor(sides: Sides, asked: Asked, { homeward, wrapper }: Turns) {
    this.sides = sides
    this.asked = asked
    this.#homeward = homeward
    this.#wrapper = wrapper
  }

  /** One event of the upstream's as the client is to see it. */
  turn(event: AnswerEvent): readonly AnswerEvent[] {
    const wrapper = this.#wrapper
    return wrapper === undefined
      ? this.#homeward.turn(event)
      : wrapper.turn(event).flatMap((wrapped) => this.#homeward.turn(wrapped))
  }

  /**
   * A whole answer of the upstream's, as the stream that tells it; undefined when it is none of its protocol, or when
   * nothing is answered.
   */
  read(body: JsonObject): readonly AnswerEvent[] | undefined {
    const answer = this.sides.target.readAnswer(body, this.asked.ids)
    return answer === undefined || answer.choices.length === 0
      ? undefined
      : unfoldAnswer(answer).flatMap((event) => this.turn(event))
  }

  /** A whole answer for the client. */
  write(answer: Answer): JsonObject {
    return this.sides.source.writeAnswer(answer, this.asked)
  }
}
