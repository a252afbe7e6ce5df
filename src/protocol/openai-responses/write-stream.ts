import type { Finish } from '../../ir/answer.ts'
import type {
  AnswerEvent,
  EndEvent,
  PartEndEvent,
  PartStartEvent,
  StartEvent,
} from '../../ir/event.ts'
import { AnswerFold } from '../../ir/fold.ts'
import type { Part } from '../../ir/part.ts'
import type { AnswerWriter, Asked } from '../codec.ts'
import { stringAt, type JsonObject } from '../json.ts'
import { endingOf, type Ending } from './finish.ts'
import { openWriting, type ItemWriting } from './item-writings.ts'
import { MessageWriting } from './message-writing.ts'
import { closedResponse, openResponse, writeEcho, type Head } from './response.ts'
import { Sequence } from './sequence.ts'
import { toolOrigins } from './tool-origins.ts'
import { messageId } from './write-answer.ts'
import { isMessagePart, writeItem, type ItemContext, type MessagePart } from './write-item.ts'

type Open =
  | { readonly type: 'text' }
  | {
      readonly type: 'item'
      readonly writing: ItemWriting
      readonly id: string
      readonly index: number
    }

/** A stream has the answer of one choice: a request of this protocol asks for one. */
export class ResponseWriter implements AnswerWriter {
  readonly #asked: Asked
  readonly #context: ItemContext
  readonly #echo: JsonObject
  readonly #sequence = new Sequence()
  readonly #fold = new AnswerFold()
  /** By `output_index`: filled when an item is done. */
  readonly #output: (JsonObject | undefined)[] = []
  readonly #open = new Map<number, Open>()
  #head: Head
  #message: { readonly writing: MessageWriting; readonly index: number } | undefined
  #finish: Finish = { reason: 'other' }
  #hasRefused = false

  constructor(asked: Asked) {
    this.#asked = asked
    this.#context = { origins: toolOrigins(asked.prompt.tools), ids: asked.ids }
    this.#echo = writeEcho(asked.prompt)
    this.#head = { id: '', model: asked.model, createdAt: asked.now }
  }

  write(event: AnswerEvent): string {
    if ('choice' in event && event.choice !== 0) return ''
    this.#fold.apply(event)
    switch (event.type) {
      case 'start':
        return this.#start(event)
      case 'part-start':
        return this.#begin(event)
      case 'delta': {
        const open = this.#open.get(event.part)
        if (open?.type === 'item') return open.writing.grow(event.text)
        return open === undefined
          ? ''
          : (this.#message?.writing.grow(event.text, event.logprobs) ?? '')
      }
      case 'citation':
        return this.#message?.writing.cite(event.citation) ?? ''
      case 'part-end':
        return this.#end(event)
      case 'finish':
        this.#finish = event.finish
        return this.#closeMessage(this.#ending.status)
      case 'end':
        return this.#complete(event)
      case 'proof':
      case 'usage':
      case 'error':
      case 'malformed':
        return ''
      default:
        return event satisfies never
    }
  }

  #start({ id, model, createdAt }: StartEvent): string {
    this.#head = {
      id: id === '' ? this.#asked.ids.next('resp_') : id,
      model: model === '' ? this.#asked.model : model,
      createdAt: createdAt ?? this.#asked.now,
    }
    const response = openResponse(this.#head, this.#echo)
    return (
      this.#sequence.event('response.created', { response }) +
      this.#sequence.event('response.in_progress', { response })
    )
  }

  #begin({ part, head }: PartStartEvent): string {
    if (isMessagePart(head)) return this.#beginText(part, head)
    const item = writeItem(head, this.#context)
    if (item === undefined) return ''
    const closed = this.#closeMessage('completed')
    const place = { id: stringAt(item, 'id'), index: this.#output.push(undefined) - 1 }
    const writing = openWriting(
      head,
      { sequence: this.#sequence, origins: this.#context.origins },
      place,
    )
    this.#open.set(part, { type: 'item', writing, ...place })
    const begun = writing.begin(item)
    const text = textOf(head)
    return closed + begun + (text === '' ? '' : writing.grow(text))
  }

  get #ending(): Ending {
    return endingOf(this.#finish, this.#hasRefused)
  }

  #beginText(part: number, head: MessagePart): string {
    this.#hasRefused ||= head.type === 'refusal'
    this.#open.set(part, { type: 'text' })
    const closed =
      this.#message?.writing.takes(head) === false ? this.#closeMessage('completed') : ''
    this.#message ??= this.#newMessage(head)
    return closed + this.#message.writing.begin(head)
  }

  #newMessage(head: MessagePart): { readonly writing: MessageWriting; readonly index: number } {
    const index = this.#output.push(undefined) - 1
    const id = messageId(head, this.#context)
    return { writing: new MessageWriting(this.#sequence, { id, index }), index }
  }

  #closeMessage(status: string): string {
    const message = this.#message
    if (message === undefined) return ''
    this.#message = undefined
    const { item, said } = message.writing.close(status)
    this.#output[message.index] = item
    return said
  }

  #end({ part }: PartEndEvent): string {
    const open = this.#open.get(part)
    const whole = this.#fold.partOf(0, part)
    if (open === undefined || whole === undefined) return ''
    this.#open.delete(part)
    if (open.type === 'text')
      return isMessagePart(whole) ? (this.#message?.writing.end(whole) ?? '') : ''
    const item = { ...writeItem(streamed(whole), this.#context), id: open.id }
    this.#output[open.index] = item
    return open.writing.end(whole, item)
  }

  #complete({ extras }: EndEvent): string {
    const ending = this.#ending
    const closed = this.#closeMessage(ending.status)
    const response = closedResponse(this.#head, this.#echo, {
      ending,
      output: this.#output.filter((item) => item !== undefined),
      usage: this.#fold.usage,
      now: this.#asked.now,
      extras,
    })
    return closed + this.#sequence.event(`response.${ending.status}`, { response })
  }
}

/** In a stream a thought's text was one paragraph, whatever it was before. */
const streamed = (part: Part): Part => {
  if (part.type !== 'thinking' || part.extras === undefined) return part
  const { summary: _, ...extras } = part.extras
  return { ...part, extras }
}

const textOf = (head: Part): string => {
  switch (head.type) {
    case 'thinking':
      return head.text
    case 'tool-call':
      return head.arguments === '{}' ? '' : head.arguments
    case 'code':
      return head.code
    default:
      return ''
  }
}
