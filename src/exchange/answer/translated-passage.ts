import type { AnswerEvent } from '../../ir/event.ts'
import { AnswerFold } from '../../ir/fold.ts'
import { mergeUsage, type Usage } from '../../ir/usage.ts'
import { fromText, toText } from '../../protocol/bytes.ts'
import { openFramer } from '../../protocol/framer.ts'
import type { AnswerReader } from '../../protocol/codec.ts'
import type { Framer, Framing, StreamEvent } from '../../protocol/protocol.ts'
import type { Answering } from '../../translation/index.ts'
import type { Passage, Step } from './passage.ts'
import { MAX_ANSWER_BYTES } from './whole-body.ts'

/**
 * One stream on its way between two protocols. Like the untouched way it is fed bytes cut anywhere, holds back what says
 * nothing yet, and lets out whole events only.
 */
export class TranslatedPassage implements Passage {
  readonly #answering: Answering
  readonly #framer: Framer
  readonly #reader: AnswerReader
  readonly #client: ClientSide
  #usage: Partial<Usage> = {}
  /** Much of an answer is remembered until its end, by whoever gathers it or has to tell it again there. */
  #fed = 0

  constructor(answering: Answering, client: ClientSide, framing: Framing = 'sse') {
    const { sides, asked } = answering
    this.#answering = answering
    this.#framer = openFramer(framing)
    this.#reader = sides.target.openReader(asked.ids)
    this.#client = client
  }

  feed(bytes: string): Step {
    this.#fed += bytes.length
    if (this.#fed > MAX_ANSWER_BYTES) return { type: 'malformed', data: '' }
    let data = ''
    for (const event of this.#framer.feed(bytes)) {
      const step = this.#follow(this.#reader.read(asText(event)))
      data += step.data
      if (step.type !== 'pass') return inBytes({ ...step, data })
    }
    return { type: 'pass', data: fromText(data) }
  }

  finish(): Step {
    this.#framer.end()
    const step = inBytes(this.#follow(this.#reader.finish()))
    return step.type === 'pass' ? { type: 'cut', data: step.data } : step
  }

  /** What is held of a translated stream says nothing by itself: an error that ends it is told in our own words. */
  readonly held = ''

  get usage(): Partial<Usage> {
    return this.#usage
  }

  /** What the client sees has ids of its own. */
  takeMade(): readonly string[] {
    return nothing
  }

  /** Its data is text. */
  #follow(events: readonly AnswerEvent[]): Step {
    let data = ''
    for (const event of events) {
      if (event.type === 'error') return { type: 'error', data, raw: '', error: event.error }
      if (event.type === 'malformed') return { type: 'malformed', data }
      if (event.type === 'usage') this.#usage = mergeUsage(this.#usage, event.usage)
      for (const turned of this.#answering.turn(event)) data += this.#client.take(turned)
      if (event.type === 'end') return { type: 'complete', data }
    }
    return { type: 'pass', data }
  }
}

const nothing: readonly string[] = []

const inBytes = (step: Step): Step => ({ ...step, data: fromText(step.data) })

const asText = (event: StreamEvent): StreamEvent => {
  const data = toText(event.data)
  return data === event.data ? event : { ...event, data }
}

/** What becomes of a translated answer's events: text for the client, now or at the end. */
export type ClientSide = { take(event: AnswerEvent): string }

/** Writes a stream for the client, held back until something is said. */
export const streamSide = ({ sides, asked }: Answering): ClientSide => {
  const writer = sides.source.openWriter(asked)
  let held = ''
  let isOpen = false
  return {
    take: (event) => {
      const data = writer.write(event)
      isOpen ||= saysSomething(event)
      if (!isOpen) {
        held += data
        return ''
      }
      if (held === '') return data
      const all = held + data
      held = ''
      return all
    },
  }
}

/** Gathers the answer for a client that wants it whole. */
export const wholeSide = (answering: Answering): ClientSide => {
  const fold = new AnswerFold()
  return {
    take: (event) => {
      fold.apply(event)
      return event.type === 'end' ? JSON.stringify(answering.write(fold.answer)) : ''
    },
  }
}

const saysSomething = (event: AnswerEvent): boolean => {
  switch (event.type) {
    case 'start':
    case 'usage':
    case 'error':
    case 'malformed':
      return false
    case 'delta':
      return event.text !== ''
    case 'part-start':
      return !isEmptyText(event.head)
    case 'part-end':
      return event.final !== undefined
    case 'citation':
    case 'proof':
    case 'finish':
    case 'end':
      return true
    default:
      return event satisfies never
  }
}

const isEmptyText = (head: Extract<AnswerEvent, { type: 'part-start' }>['head']): boolean =>
  (head.type === 'text' || head.type === 'thinking' || head.type === 'refusal') && head.text === ''
