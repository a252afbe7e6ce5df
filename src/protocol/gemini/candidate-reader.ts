import type { Finish } from '../../ir/answer.ts'
import type { AnswerEvent } from '../../ir/event.ts'
import type { CodePart, Part, TokenLogprob, ToolCallPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { Field } from '../field.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import type { PartIds } from './call-ids.ts'
import { readReason } from './finish.ts'
import { readCitations, readSearch } from './grounding-read.ts'
import { readLogprobs } from './logprobs.ts'
import { PartialArguments } from './partial-arguments.ts'
import { readOutcome } from './read-code.ts'
import { readPart } from './read-part.ts'

type OpenPart =
  | { readonly type: 'text' | 'thinking'; readonly part: number; text: string; isSigned: boolean }
  | { readonly type: 'tool-call'; readonly part: number; readonly pieces: PartialArguments }
  | { readonly type: 'code'; readonly part: number; readonly head: CodePart }

/** Reads one candidate from chunk to chunk. */
export class CandidateReader {
  readonly #choice: number
  readonly #ids: Ids
  readonly #partIds: PartIds
  #open: OpenPart | undefined
  #count = 0
  #hasCalls = false
  #word = ''
  #message = ''
  #extras: Record<string, unknown> | undefined
  #logprobs: readonly TokenLogprob[] | undefined

  constructor(choice: number, ids: Ids) {
    this.#choice = choice
    this.#ids = ids
    this.#partIds = {
      call: (_, given) => given ?? ids.next('call_'),
      result: (_, given) => given ?? ids.next('call_'),
      program: (given) => given ?? ids.next('code_'),
    }
  }

  get isFinished(): boolean {
    return this.#word !== ''
  }

  read(candidate: JsonObject, events: AnswerEvent[]): void {
    for (const key in candidate) {
      if (key === 'content' || key === 'index') continue
      this.#note(key, candidate)
    }
    for (const part of listAt(objectAt(candidate, 'content'), 'parts'))
      if (isObject(part)) this.#read(part, events)
    if (this.#logprobs !== undefined && this.#open?.type === 'text')
      this.#grow('', this.#open, events)
  }

  /** Everything has come. `reason` is for a candidate that tells none. */
  finish(events: AnswerEvent[], fallback?: Finish): void {
    const open = this.#open
    if (open?.type === 'text' && this.#extras !== undefined)
      for (const citation of readCitations(this.#extras, open.text))
        events.push({ type: 'citation', choice: this.#choice, part: open.part, citation })
    this.#close(events)
    const grounding = objectAt(this.#extras, 'groundingMetadata')
    const search = grounding && readSearch(grounding, this.#ids.next('search_'))
    if (search !== undefined) this.#whole(search, events)
    const finish = this.#finish ?? fallback
    if (finish !== undefined) events.push({ type: 'finish', choice: this.#choice, finish })
  }

  get #finish(): Finish | undefined {
    if (this.#word === '') return undefined
    const reason = readReason(this.#word, this.#hasCalls)
    // Beside an ordinary end it only says what can be seen: "Model generated function call(s)."
    const isPlain = reason === 'stop' || reason === 'tool-calls'
    const message = this.#message
    const extras =
      isPlain && message !== '' ? { ...this.#extras, finishMessage: message } : this.#extras
    return {
      reason,
      word: this.#word,
      ...(isPlain || message === '' ? {} : { message }),
      ...(extras === undefined ? {} : { extras }),
    }
  }

  #note(key: string, candidate: JsonObject): void {
    switch (key) {
      case 'finishReason':
        this.#word = stringAt(candidate, key) || this.#word
        return
      case 'finishMessage':
        this.#message = stringAt(candidate, key)
        return
      case 'logprobsResult':
        this.#logprobs = readLogprobs(candidate)
        return
      default:
        this.#extras ??= {}
        this.#extras[key] = candidate[key]
    }
  }

  #read(part: JsonObject, events: AnswerEvent[]): void {
    const { text } = part
    if (typeof text === 'string') this.#text(part, text, events)
    else if (isObject(part['functionCall']) && part['thought'] !== true)
      this.#call(part, part['functionCall'], events)
    else if (isObject(part['codeExecutionResult'])) this.#outcome(part, events)
    else this.#data(part, events)
  }

  #text(part: JsonObject, text: string, events: AnswerEvent[]): void {
    const type = part['thought'] === true ? 'thinking' : 'text'
    const proof = stringAt(part, 'thoughtSignature')
    const hasExtras = hasOthers(part)
    if (text === '' && proof === '' && !hasExtras) return
    const last = this.#open
    const isMore = last?.type === type && !last.isSigned && !hasExtras
    const open = isMore ? last : this.#begin(type, part, events)
    if (text !== '') this.#grow(text, open, events)
    if (proof === '') return
    open.isSigned = true
    events.push({ type: 'proof', choice: this.#choice, part: open.part, proof })
  }

  #begin(
    type: 'text' | 'thinking',
    part: JsonObject,
    events: AnswerEvent[],
  ): Extract<OpenPart, { type: 'text' | 'thinking' }> {
    const extras = hasOthers(part) ? readPart(Field.root(part), this.#partIds) : undefined
    const told =
      extras?.type === type && extras.extras !== undefined ? { extras: extras.extras } : {}
    const open = {
      type,
      part: this.#start({ type, text: '', ...told }, events),
      text: '',
      isSigned: false,
    }
    this.#open = open
    return open
  }

  #grow(
    text: string,
    open: Extract<OpenPart, { type: 'text' | 'thinking' }>,
    events: AnswerEvent[],
  ): void {
    const { part } = open
    const choice = this.#choice
    if (open.type === 'text') open.text += text
    if (this.#logprobs === undefined || open.type === 'thinking') {
      events.push({ type: 'delta', choice, part, text })
      return
    }
    events.push({ type: 'delta', choice, part, text, logprobs: this.#logprobs })
    this.#logprobs = undefined
  }

  /** Arguments may come in pieces, after a first part that names the function. */
  #call(part: JsonObject, call: JsonObject, events: AnswerEvent[]): void {
    const isMore = call['willContinue'] === true
    const pieces = listAt(call, 'partialArgs').filter(isObject)
    if (this.#open?.type === 'tool-call' && stringAt(call, 'name') === '') {
      for (const piece of pieces) this.#open.pieces.add(piece)
      if (!isMore) this.#close(events)
      return
    }
    const head = readPart(Field.root(part), this.#partIds)
    if (head?.type !== 'tool-call') return
    const begun = new PartialArguments(objectAt(call, 'args'))
    for (const piece of pieces) begun.add(piece)
    const at = this.#start({ ...withoutStreaming(head), arguments: '' }, events)
    this.#hasCalls = true
    this.#open = { type: 'tool-call', part: at, pieces: begun }
    if (!isMore) this.#close(events)
  }

  #outcome(part: JsonObject, events: AnswerEvent[]): void {
    const field = Field.root(part)
    if (this.#open?.type !== 'code') {
      const alone = readPart(field, this.#partIds)
      if (alone !== undefined) this.#whole(alone, events)
      return
    }
    const { head, part: at } = this.#open
    this.#open = undefined
    const final = readOutcome({ field, outcome: field.at('codeExecutionResult'), code: head })
    events.push({ type: 'part-end', choice: this.#choice, part: at, final })
  }

  #data(part: JsonObject, events: AnswerEvent[]): void {
    const read = readPart(Field.root(part), this.#partIds)
    if (read === undefined) return
    if (read.type !== 'code') {
      this.#whole(read.type === 'tool-result' ? foreignResult(part) : read, events)
      return
    }
    this.#open = { type: 'code', part: this.#start(read, events), head: read }
  }

  #whole(head: Part, events: AnswerEvent[]): void {
    const part = this.#start(head, events)
    events.push({ type: 'part-end', choice: this.#choice, part })
  }

  #start(head: Part, events: AnswerEvent[]): number {
    this.#close(events)
    const part = this.#count
    this.#count += 1
    events.push({ type: 'part-start', choice: this.#choice, part, head })
    return part
  }

  #close(events: AnswerEvent[]): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    const place = { choice: this.#choice, part: open.part }
    if (open.type === 'tool-call') events.push({ type: 'delta', ...place, text: open.pieces.text })
    events.push({ type: 'part-end', ...place })
  }
}

const plain: ReadonlySet<string> = new Set(['text', 'thought', 'thoughtSignature'])

const hasOthers = (part: JsonObject): boolean => {
  for (const key in part) if (!plain.has(key)) return true
  return false
}

const foreignResult = (value: JsonObject): Part => ({
  type: 'foreign',
  kind: 'functionResponse',
  value,
})

/** How the arguments came is nothing that is said again. */
const withoutStreaming = (head: ToolCallPart): ToolCallPart => {
  const call = head.extras?.['functionCall']
  if (!isObject(call)) return head
  const { partialArgs: _, willContinue: __, ...others } = call
  const { functionCall: ___, ...extras } = head.extras ?? {}
  const kept = Object.keys(others).length === 0 ? extras : { ...extras, functionCall: others }
  const { extras: ____, ...bare } = head
  return Object.keys(kept).length === 0 ? bare : { ...bare, extras: kept }
}
