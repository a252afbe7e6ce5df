import { foldAnswer } from '../../ir/fold.ts'
import type { Answer, Finish } from '../../ir/answer.ts'
import type { AnswerEvent } from '../../ir/event.ts'
import { fromText } from '../bytes.ts'
import type { AnswerReader, Ids } from '../codec.ts'
import { readErrorBody } from '../error-body.ts'
import { isClosingBracket } from '../json-array.ts'
import { isObject, listAt, objectAt, parseBytes, stringAt, type JsonObject } from '../json.ts'
import type { StreamEvent } from '../protocol.ts'
import { hasError } from '../stream-reader.ts'
import { CandidateReader } from './candidate-reader.ts'
import { readTokens } from './usage.ts'

const members: ReadonlySet<string> = new Set(['candidates', 'modelVersion', 'responseId'])

/**
 * Reads a stream of `generateContent` answers. Nothing marks its end: it is whole when the upstream closes and every
 * candidate had its finish reason, or the prompt was blocked.
 */
export class GeminiReader implements AnswerReader {
  readonly #ids: Ids
  readonly #candidates = new Map<number, CandidateReader>()
  #hasStarted = false
  #isOver = false
  #block: Finish | undefined
  #extras: Record<string, unknown> | undefined

  constructor(ids: Ids) {
    this.#ids = ids
  }

  read(event: StreamEvent): readonly AnswerEvent[] {
    if (this.#isOver) return []
    if (event.isOversized === true) return this.#stop({ type: 'malformed' })
    if (event.event === 'error') return this.#stop(errorOf(event.data))
    if (event.data === '') return isClosingBracket(event) ? this.finish() : []
    if (event.data === '[DONE]') return []
    const chunk = parseBytes(event.data)
    if (!isObject(chunk)) return this.#stop({ type: 'malformed' })
    if (hasError(chunk)) return this.#stop(errorOf(event.data))
    const events: AnswerEvent[] = []
    this.#readChunk(chunk, events)
    return events
  }

  finish(): readonly AnswerEvent[] {
    if (this.#isOver || !this.#isComplete) return []
    const events: AnswerEvent[] = []
    this.#conclude(events)
    this.#isOver = true
    return events
  }

  /** A whole answer is one chunk, and all there is. */
  readWhole(answer: JsonObject): Answer {
    const events: AnswerEvent[] = []
    this.#readChunk(answer, events)
    this.#conclude(events)
    const folded = foldAnswer(events)
    return folded.choices.length > 0
      ? folded
      : { ...folded, choices: [{ index: 0, parts: [], finish: { reason: 'other' } }] }
  }

  get #isComplete(): boolean {
    if (this.#block !== undefined) return true
    for (const candidate of this.#candidates.values()) if (!candidate.isFinished) return false
    return this.#candidates.size > 0
  }

  #readChunk(chunk: JsonObject, events: AnswerEvent[]): void {
    if (!this.#hasStarted) events.push(this.#start(chunk))
    // Before what is said: some clients are told the usage at the beginning of an answer.
    const metadata = objectAt(chunk, 'usageMetadata')
    const usage = metadata === undefined ? undefined : readTokens(metadata)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    for (const candidate of listAt(chunk, 'candidates'))
      if (isObject(candidate)) this.#candidate(candidate).read(candidate, events)
    for (const key in chunk) {
      if (members.has(key)) continue
      this.#extras ??= {}
      this.#extras[key] = chunk[key]
    }
    const feedback = objectAt(chunk, 'promptFeedback')
    if (stringAt(feedback, 'blockReason') !== '') this.#block = blockOf(feedback)
  }

  #start(chunk: JsonObject): AnswerEvent {
    this.#hasStarted = true
    const createdAt = Math.floor(Date.parse(stringAt(chunk, 'createTime')) / 1_000)
    return {
      type: 'start',
      id: stringAt(chunk, 'responseId'),
      model: stringAt(chunk, 'modelVersion'),
      ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    }
  }

  #candidate({ index }: JsonObject): CandidateReader {
    const choice = typeof index === 'number' && Number.isSafeInteger(index) ? index : 0
    const known = this.#candidates.get(choice)
    if (known !== undefined) return known
    const candidate = new CandidateReader(choice, this.#ids)
    this.#candidates.set(choice, candidate)
    return candidate
  }

  #conclude(events: AnswerEvent[]): void {
    for (const candidate of this.#candidates.values()) candidate.finish(events, this.#block)
    if (this.#block !== undefined && this.#candidates.size === 0)
      events.push({ type: 'finish', choice: 0, finish: this.#block })
    events.push({ type: 'end', ...(this.#extras === undefined ? {} : { extras: this.#extras }) })
  }

  #stop(event: AnswerEvent): readonly AnswerEvent[] {
    this.#isOver = true
    return [event]
  }
}

const errorOf = (text: string): AnswerEvent => ({
  type: 'error',
  error: readErrorBody(fromText(text)) ?? { message: '', type: '', code: '' },
})

const blockOf = (feedback: JsonObject | undefined): Finish => {
  const message = stringAt(feedback, 'blockReasonMessage')
  return {
    reason: 'content-filter',
    word: stringAt(feedback, 'blockReason'),
    ...(message === '' ? {} : { message }),
  }
}

export const readAnswer = (body: JsonObject, ids: Ids): Answer | undefined =>
  Array.isArray(body['candidates']) ||
  isObject(body['promptFeedback']) ||
  isObject(body['usageMetadata'])
    ? new GeminiReader(ids).readWhole(body)
    : undefined
