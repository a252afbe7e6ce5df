import type { Citation, TokenLogprob } from '../../ir/part.ts'
import type { JsonObject } from '../json.ts'
import { writeCitation, writeLogprobs } from './annotations.ts'
import { deltaLine, type DeltaLine, type Sequence } from './sequence.ts'
import { writeMessage } from './write-answer.ts'
import { areOfOneMessage, writeContent, type MessagePart } from './write-item.ts'

export type ItemPlace = { readonly id: string; readonly index: number }

/** A message in a stream: it stays open for further texts until something else begins. */
export class MessageWriting {
  readonly #sequence: Sequence
  readonly #place: ItemPlace
  readonly #texts: MessagePart[] = []
  #open: TextWriting | undefined

  constructor(sequence: Sequence, place: ItemPlace) {
    this.#sequence = sequence
    this.#place = place
  }

  takes(head: MessagePart): boolean {
    const [first] = this.#texts
    return first === undefined || areOfOneMessage(first, head)
  }

  begin(head: MessagePart): string {
    const { id, index } = this.#place
    const { content: _, ...message } = writeMessage([head], { id, status: 'in_progress' })
    const added =
      this.#texts.length === 0
        ? this.#sequence.event('response.output_item.added', {
            output_index: index,
            item: { ...message, status: 'in_progress', content: [] },
          })
        : ''
    this.#open = new TextWriting(this.#sequence, head.type, {
      item_id: id,
      output_index: index,
      content_index: this.#texts.length,
    })
    return added + this.#open.begin(head)
  }

  grow(text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    return this.#open?.grow(text, logprobs) ?? ''
  }

  cite(citation: Citation): string {
    return this.#open?.cite(citation) ?? ''
  }

  end(part: MessagePart): string {
    const said = this.#open?.end(part) ?? ''
    this.#open = undefined
    this.#texts.push(part)
    return said
  }

  /** The whole item, and the event that tells it. */
  close(status: string): { readonly item: JsonObject; readonly said: string } {
    const { id, index } = this.#place
    const item = writeMessage(this.#texts, { id, status })
    const said = this.#sequence.event('response.output_item.done', { output_index: index, item })
    return { item, said }
  }
}

const noLogprobs = { logprobs: [] }

/** One of a message's texts. */
class TextWriting {
  readonly #sequence: Sequence
  readonly #type: MessagePart['type']
  readonly #place: JsonObject
  readonly #line: DeltaLine
  /** Citations of all of the text, whose end is not known yet, and those that came after them. */
  readonly #held: Citation[] = []
  #length = 0
  #annotations = 0

  constructor(sequence: Sequence, type: MessagePart['type'], place: JsonObject) {
    this.#sequence = sequence
    this.#type = type
    this.#place = place
    this.#line =
      type === 'text'
        ? deltaLine('response.output_text.delta', place, noLogprobs)
        : deltaLine('response.refusal.delta', place)
  }

  begin(head: MessagePart): string {
    const added = this.#sequence.event('response.content_part.added', {
      ...this.#place,
      part: writeContent({ ...head, text: '' }),
    })
    return head.text === '' ? added : added + this.grow(head.text, undefined)
  }

  grow(text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    this.#length += text.length
    return logprobs === undefined
      ? this.#sequence.delta(this.#line, text)
      : this.#sequence.event('response.output_text.delta', {
          ...this.#place,
          delta: text,
          logprobs: writeLogprobs(logprobs),
        })
  }

  cite(citation: Citation): string {
    const isOpen = citation.end === undefined && citation.extras?.['type'] === undefined
    if (!isOpen && this.#held.length === 0) return this.#annotate(citation)
    this.#held.push(citation)
    return ''
  }

  #annotate(citation: Citation): string {
    const annotation = writeCitation(citation, this.#length)
    if (annotation === undefined) return ''
    this.#annotations += 1
    return this.#sequence.event('response.output_text.annotation.added', {
      ...this.#place,
      annotation_index: this.#annotations - 1,
      annotation,
    })
  }

  end(part: MessagePart): string {
    const rest =
      part.text.length > this.#length ? this.grow(part.text.slice(this.#length), undefined) : ''
    const { logprobs, ...content } = writeContent(part)
    const done =
      this.#type === 'text'
        ? this.#sequence.event('response.output_text.done', {
            ...this.#place,
            text: part.text,
            logprobs,
          })
        : this.#sequence.event('response.refusal.done', { ...this.#place, refusal: part.text })
    const whole = logprobs === undefined ? content : { ...content, logprobs }
    return (
      rest +
      this.#held.map((citation) => this.#annotate(citation)).join('') +
      done +
      this.#sequence.event('response.content_part.done', { ...this.#place, part: whole })
    )
  }
}
