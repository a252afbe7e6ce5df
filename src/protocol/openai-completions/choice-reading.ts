import type { AnswerEvent } from '../../ir/event.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import type { ChoiceReading } from '../openai-chunk-reader.ts'
import { readFinish, textAlone } from '../openai-finish.ts'
import { readLogprobs } from './logprobs.ts'
import { choiceMembers } from './read-answer.ts'

/** Follows one choice of a stream: one text. */
export class TextReading implements ChoiceReading {
  readonly #choice: number
  readonly #events: AnswerEvent[]
  #isOpen = false
  #isFinished = false

  constructor(choice: number, events: AnswerEvent[]) {
    this.#choice = choice
    this.#events = events
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  read(chunk: JsonObject): void {
    if (this.#isFinished) return
    const text = stringAt(chunk, 'text')
    const logprobs = readLogprobs(objectAt(chunk, 'logprobs'))
    const place = { choice: this.#choice, part: 0 }
    if (text !== '' || logprobs !== undefined) {
      if (!this.#isOpen)
        this.#events.push({ type: 'part-start', ...place, head: { type: 'text', text: '' } })
      this.#isOpen = true
      this.#events.push({
        type: 'delta',
        ...place,
        text,
        ...(logprobs === undefined ? {} : { logprobs }),
      })
    }
    const word = stringAt(chunk, 'finish_reason')
    if (word !== '') this.finish(word, membersBeside(chunk, choiceMembers))
  }

  finish(word: string, extras?: JsonObject): void {
    if (this.#isFinished) return
    this.#isFinished = true
    const choice = this.#choice
    if (this.#isOpen) this.#events.push({ type: 'part-end', choice, part: 0 })
    const finish = readFinish(word, textAlone)
    this.#events.push({
      type: 'finish',
      choice,
      finish: extras === undefined ? finish : { ...finish, extras },
    })
  }
}
