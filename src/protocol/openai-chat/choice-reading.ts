import type { AnswerEvent } from '../../ir/event.ts'
import type { Citation, Part, TokenLogprob } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readCitations } from './annotations.ts'
import { CallReadings } from './call-readings.ts'
import { ChoiceParts } from './choice-parts.ts'
import { readFinish } from '../openai-finish.ts'
import { readLogprobs } from './logprobs.ts'
import { membersBeside } from '../json-members.ts'
import { readSearch } from './search.ts'
import { SoundReading } from './sound-reading.ts'
import { readImages, readTexts, transcriptOf } from './spoken.ts'
import { ThoughtReading } from './thought-reading.ts'

type Kind = 'text' | 'refusal' | 'transcript'

const choiceMembers: ReadonlySet<string> = new Set([
  'index',
  'delta',
  'message',
  'finish_reason',
  'logprobs',
])

/** Follows one choice of a stream. */
export class ChoiceReading {
  readonly #parts: ChoiceParts
  readonly #ids: Ids
  readonly #calls: CallReadings
  readonly #thought: ThoughtReading
  readonly #sound = new SoundReading()
  #open: { readonly kind: Kind; readonly part: number } | undefined
  /** Told before there was a text that they are about. */
  #citations: Citation[] = []
  #hasFound = false
  #hasRefused = false
  #isFinished = false

  constructor(choice: number, events: AnswerEvent[], ids: Ids) {
    this.#parts = new ChoiceParts(choice, events)
    this.#ids = ids
    this.#calls = new CallReadings(this.#parts, ids)
    this.#thought = new ThoughtReading(this.#parts)
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  read(choice: JsonObject, chunk: JsonObject): void {
    if (this.#isFinished) return
    if (!this.#hasFound) this.#readSearch(chunk)
    const said = this.#saidBy(choice)
    const logprobs = objectAt(choice, 'logprobs')
    if (said !== undefined) this.#follow(said, readLogprobs(logprobs, 'content'))
    const word = choice['finish_reason']
    if (typeof word === 'string' && word !== '')
      this.finish(word, membersBeside(choice, choiceMembers))
  }

  /** The word is empty when the upstream has told none. */
  finish(word: string, extras?: JsonObject): void {
    if (this.#isFinished) return
    this.#isFinished = true
    if (this.#citations.length > 0) this.#say('text', '')
    this.#endAll()
    const sound = this.#sound.part
    if (sound !== undefined) this.#parts.whole(sound)
    const finish = readFinish(word, {
      hasCalls: !this.#calls.isEmpty,
      hasRefused: this.#hasRefused,
    })
    this.#parts.say({
      type: 'finish',
      choice: this.#parts.choice,
      finish: extras === undefined ? finish : { ...finish, extras },
    })
  }

  /** Told with every chunk, or with the last. */
  #readSearch(chunk: JsonObject): void {
    const search = readSearch(chunk, this.#ids)
    if (search === undefined || this.#parts.choice !== 0) return
    this.#hasFound = true
    this.#endAll()
    this.#parts.whole(search)
  }

  /** Some send a whole `message` in one chunk; one vendor sends all of it so far beside each delta. */
  #saidBy(choice: JsonObject): JsonObject | undefined {
    const delta = objectAt(choice, 'delta')
    if (delta !== undefined && Object.keys(delta).length > 0) return delta
    return this.#parts.isEmpty ? objectAt(choice, 'message') : undefined
  }

  #follow(delta: JsonObject, logprobs: readonly TokenLogprob[] | undefined): void {
    if (this.#thought.isToldBy(delta)) {
      this.#endSpoken()
      this.#calls.endAll()
      this.#thought.read(delta)
    }
    const { content } = delta
    if (typeof content === 'string') {
      if (content !== '' || logprobs !== undefined) this.#say('text', content, logprobs)
    } else if (Array.isArray(content)) this.#readListed(readTexts(delta))
    const refusal = stringAt(delta, 'refusal')
    if (refusal !== '') {
      this.#hasRefused = true
      this.#say('refusal', refusal)
    }
    this.#readMedia(delta)
    for (const citation of readCitations(delta)) this.#cite(citation)
    this.#readCalls(delta)
  }

  #readListed(parts: readonly Part[]): void {
    for (const part of parts) {
      if (part.type === 'text') this.#say('text', part.text)
      else if (part.type === 'thinking') {
        this.#endSpoken()
        this.#calls.endAll()
        this.#thought.grow(part.text)
      }
    }
  }

  #readMedia(delta: JsonObject): void {
    const audio = objectAt(delta, 'audio')
    if (audio !== undefined) {
      const transcript = this.#sound.read(audio)
      if (transcript !== '') this.#say('transcript', transcript)
    }
    if (delta['images'] === undefined) return
    for (const image of readImages(delta)) {
      this.#endAll()
      this.#parts.whole(image)
    }
  }

  #readCalls(delta: JsonObject): void {
    const calls = listAt(delta, 'tool_calls').filter(isObject)
    const legacy = objectAt(delta, 'function_call')
    if (calls.length === 0 && legacy === undefined) return
    this.#endSpoken()
    this.#thought.end()
    for (const call of calls) this.#calls.read(call)
    if (legacy !== undefined) this.#calls.read({ index: -1, function: legacy })
  }

  #say(kind: Kind, text: string, logprobs?: readonly TokenLogprob[]): void {
    const open = this.#open
    const part = open?.kind === kind ? open.part : this.#begin(kind)
    if (text !== '' || logprobs !== undefined) this.#parts.grow(part, text, logprobs)
  }

  #begin(kind: Kind): number {
    this.#endAll()
    const part = this.#parts.open(
      kind === 'transcript' ? transcriptOf('') : { type: kind, text: '' },
    )
    this.#open = { kind, part }
    if (kind === 'text') {
      const waiting = this.#citations
      this.#citations = []
      for (const citation of waiting) this.#cite(citation)
    }
    return part
  }

  #cite(citation: Citation): void {
    const open = this.#open
    if (open?.kind !== 'text') this.#citations.push(citation)
    else
      this.#parts.say({ type: 'citation', choice: this.#parts.choice, part: open.part, citation })
  }

  #endSpoken(): void {
    if (this.#open === undefined) return
    this.#parts.end(this.#open.part)
    this.#open = undefined
  }

  #endAll(): void {
    this.#endSpoken()
    this.#thought.end()
    this.#calls.endAll()
  }
}
