import type { Part } from '../../ir/part.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readCitation, readCitations, readLogprobs } from './annotations.ts'
import { messageExtras, readContent } from './read-item.ts'
import { hasOtherExtras, type ItemReading, type OpenPart, type Sink } from './reading.ts'

type Content = {
  readonly index: number
  readonly head: Part
  readonly part: OpenPart
  citations: number
  logprobs: number
}

/** A message: its texts come one after the other, and the last stays open until the message is done. */
export class MessageReading implements ItemReading {
  readonly isCall = false
  readonly #sink: Sink
  readonly #item: JsonObject
  #content: Content | undefined

  constructor(item: JsonObject, sink: Sink) {
    this.#item = item
    this.#sink = sink
  }

  read(type: string, payload: JsonObject): void {
    switch (type) {
      case 'response.output_text.delta':
        this.#grow(this.#at(payload, 'output_text'), payload)
        return
      case 'response.refusal.delta':
        this.#at(payload, 'refusal').part.grow(stringAt(payload, 'delta'))
        return
      case 'response.content_part.added':
        this.#at(payload, stringAt(objectAt(payload, 'part'), 'type'))
        return
      case 'response.output_text.annotation.added':
        this.#cite(this.#at(payload, 'output_text'), payload)
        return
      case 'response.output_text.done':
        this.#at(payload, 'output_text').part.catchUp(stringAt(payload, 'text'))
        return
      case 'response.refusal.done':
        this.#at(payload, 'refusal').part.catchUp(stringAt(payload, 'refusal'))
        return
      case 'response.content_part.done':
        this.#complete(payload)
        return
      default:
    }
  }

  end(item: JsonObject | undefined): void {
    const extras = item === undefined ? undefined : messageExtras(item)
    const contents = listAt(item, 'content')
    for (const [index, content] of contents.entries()) {
      if (!isObject(content) || index < (this.#content?.index ?? 0)) continue
      this.#catchUp(this.#open(index, stringAt(content, 'type')), content)
      if (index === contents.length - 1) this.#close(readContent(content, extras))
    }
    this.#close()
  }

  #grow(content: Content, payload: JsonObject): void {
    const list = payload['logprobs']
    const text = stringAt(payload, 'delta')
    if (!Array.isArray(list) || list.length === 0) {
      content.part.grow(text)
      return
    }
    content.logprobs += list.length
    content.part.grow(text, { logprobs: readLogprobs(list) })
  }

  #cite(content: Content, payload: JsonObject): void {
    const annotation = objectAt(payload, 'annotation')
    if (annotation === undefined) return
    content.citations += 1
    content.part.cite(readCitation(annotation))
  }

  #complete(payload: JsonObject): void {
    const part = objectAt(payload, 'part')
    if (part !== undefined) this.#catchUp(this.#at(payload, stringAt(part, 'type')), part)
  }

  #catchUp(content: Content, whole: JsonObject): void {
    const told = readCitations(whole)
    content.part.catchUp(stringAt(whole, whole['type'] === 'refusal' ? 'refusal' : 'text'))
    for (const citation of told.slice(content.citations)) content.part.cite(citation)
    content.citations = Math.max(content.citations, told.length)
  }

  #at(payload: JsonObject, type: string): Content {
    return this.#open(countAt(payload, 'content_index') ?? 0, type)
  }

  #open(index: number, type: string): Content {
    const open = this.#content
    if (open !== undefined && open.index >= index) return open
    this.#close()
    const head = readContent({ type }, messageExtras(this.#item))
    const content = { index, head, part: this.#sink.open(head), citations: 0, logprobs: 0 }
    this.#content = content
    return content
  }

  #close(whole?: Part): void {
    const content = this.#content
    if (content === undefined) return
    this.#content = undefined
    content.part.end(whole !== undefined && isMore(whole, content) ? whole : undefined)
  }
}

/** The whole has something that no event told, or told otherwise. */
const isMore = (whole: Part, { head, part, logprobs }: Content): boolean =>
  (whole.type === 'text' || whole.type === 'refusal') &&
  whole.type === head.type &&
  (hasOtherExtras(head, whole) || logprobsOf(whole) > logprobs || whole.text !== part.text)

const logprobsOf = (part: Part): number => (part.type === 'text' ? (part.logprobs?.length ?? 0) : 0)
