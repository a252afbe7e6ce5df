import type { AnswerEvent } from '../ir/event.ts'
import { fromText } from './bytes.ts'
import type { AnswerReader, Ids } from './codec.ts'
import { readErrorBody } from './error-body.ts'
import { isObject, listAt, objectAt, parseBytes, stringAt, type JsonObject } from './json.ts'
import { readPromptUsage } from './openai-usage.ts'
import type { StreamEvent } from './protocol.ts'
import { hasError } from './stream-reader.ts'
import { membersBeside } from './json-members.ts'

const chunkMembers: ReadonlySet<string> = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'obfuscation',
])

/** Follows one choice of a stream, and says what it tells in the list of events that it was opened with. */
export type ChoiceReading = {
  readonly isFinished: boolean
  /** `chunk` is what the choice stands in. */
  read(choice: JsonObject, chunk: JsonObject): void
  /** The stream is over; the word is empty, since the upstream has told none. */
  finish(word: string): void
}

export type OpenChoice = (choice: number, events: AnswerEvent[], ids: Ids) => ChoiceReading

/** Reads the stream of an upstream of chat or completions, OpenAI's or any imitator's. */
export class ChunkReader implements AnswerReader {
  readonly #ids: Ids
  readonly #openChoice: OpenChoice
  readonly #choices = new Map<number, ChoiceReading>()
  readonly #events: AnswerEvent[] = []
  /** What the chunks before the first choice said of themselves. */
  #extras: JsonObject | undefined
  #usage: JsonObject | undefined
  #isStarted = false
  #isOver = false

  constructor(ids: Ids, openChoice: OpenChoice) {
    this.#ids = ids
    this.#openChoice = openChoice
  }

  read({ event, data, isOversized }: StreamEvent): readonly AnswerEvent[] {
    if (this.#isOver) return []
    if (isOversized === true) return this.#stop({ type: 'malformed' })
    if (event === 'error') return this.#fail(data)
    if (data === '') return []
    // An end of nothing is no answer.
    if (data === '[DONE]') return this.#isStarted ? this.#end() : this.#stop({ type: 'malformed' })
    const chunk = parseBytes(data)
    if (!isObject(chunk)) return this.#stop({ type: 'malformed' })
    if (hasError(chunk)) return this.#fail(data)
    this.#follow(chunk)
    return this.#take()
  }

  finish(): readonly AnswerEvent[] {
    return this.#isOver || !this.#isComplete ? [] : this.#end()
  }

  get #isComplete(): boolean {
    if (this.#choices.size === 0) return false
    for (const choice of this.#choices.values()) if (!choice.isFinished) return false
    return true
  }

  #follow(chunk: JsonObject): void {
    const choices = listAt(chunk, 'choices')
    if (!this.#isStarted) this.#begin(chunk, choices.length > 0)
    for (const choice of choices) if (isObject(choice)) this.#choice(choice).read(choice, chunk)
    const told = objectAt(chunk, 'usage')
    const usage = told === undefined ? undefined : readPromptUsage(told)
    if (usage === undefined) return
    this.#start(chunk)
    this.#usage = told
    this.#events.push({ type: 'usage', usage })
  }

  /** Azure begins with a chunk that has neither id nor model. */
  #begin(chunk: JsonObject, hasChoices: boolean): void {
    const extras = membersBeside(chunk, chunkMembers)
    if (extras !== undefined) this.#extras = { ...this.#extras, ...extras }
    if (hasChoices || stringAt(chunk, 'id') !== '') this.#start(chunk)
  }

  #start(chunk: JsonObject): void {
    if (this.#isStarted) return
    this.#isStarted = true
    const { created } = chunk
    this.#events.push({
      type: 'start',
      id: stringAt(chunk, 'id'),
      model: stringAt(chunk, 'model'),
      ...(typeof created === 'number' && created > 0 ? { createdAt: created } : {}),
      ...(this.#extras === undefined ? {} : { extras: this.#extras }),
    })
  }

  #choice({ index }: JsonObject): ChoiceReading {
    const at = typeof index === 'number' ? index : 0
    const known = this.#choices.get(at)
    if (known !== undefined) return known
    const choice = this.#openChoice(at, this.#events, this.#ids)
    this.#choices.set(at, choice)
    return choice
  }

  /** The end mark closes what has not ended by itself. */
  #end(): readonly AnswerEvent[] {
    this.#start({})
    for (const choice of this.#choices.values()) choice.finish('')
    return this.#stop({
      type: 'end',
      ...(this.#usage === undefined ? {} : { extras: { usage: this.#usage } }),
    })
  }

  #fail(data: string): readonly AnswerEvent[] {
    const error = readErrorBody(fromText(data)) ?? { message: '', type: '', code: '' }
    return this.#stop({ type: 'error', error })
  }

  #stop(event: AnswerEvent): readonly AnswerEvent[] {
    this.#isOver = true
    this.#events.push(event)
    return this.#take()
  }

  /** The list stays the same one: all choices write into it. */
  #take(): readonly AnswerEvent[] {
    const said = this.#events.slice()
    this.#events.length = 0
    return said
  }
}
