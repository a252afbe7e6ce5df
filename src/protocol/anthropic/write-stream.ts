import type { Finish } from '../../ir/answer.ts'
import type { AnswerEvent, StartEvent } from '../../ir/event.ts'
import { mergeUsage, type Usage } from '../../ir/usage.ts'
import type { AnswerWriter, Asked } from '../codec.ts'
import { isObject } from '../json.ts'
import { writeFinish } from './finish.ts'
import { writeEvent } from './stream-event.ts'
import { BlockQueue } from './block-queue.ts'
import { writeUsage } from './write-usage.ts'

/** One stream of a message, of which each event has its name on the wire. It holds one answer: of several the first is told. */
export class MessageWriter implements AnswerWriter {
  readonly #asked: Asked
  readonly #blocks = new BlockQueue()
  /** Held back until something is said, so that usage that is known by then is in it. */
  #start: StartEvent | undefined
  #usage: Partial<Usage> = {}
  #usageExtras: unknown
  #finish: Finish = { reason: 'other' }

  constructor(asked: Asked) {
    this.#asked = asked
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'delta':
        return event.choice === 0 ? this.#blocks.grow(event) : ''
      case 'start':
        this.#start = event
        this.#usageExtras = event.extras?.['usage']
        return ''
      case 'part-start':
        return event.choice === 0 ? this.#begin() + this.#blocks.start(event) : ''
      case 'citation':
        return event.choice === 0 ? this.#blocks.cite(event) : ''
      case 'proof':
        if (event.choice === 0) this.#blocks.prove(event)
        return ''
      case 'part-end':
        return event.choice === 0 ? this.#blocks.end(event) : ''
      case 'finish':
        if (event.choice === 0) this.#finish = event.finish
        return ''
      case 'usage':
        this.#usage = mergeUsage(this.#usage, event.usage)
        return ''
      case 'end':
        return this.#begin() + this.#end(event.extras)
      // What is said then is a failure, which is written in one place for all answers.
      case 'error':
      case 'malformed':
        return ''
      default:
        return event satisfies never
    }
  }

  #begin(): string {
    if (this.#start === undefined) return ''
    const { id, model, extras: { usage: _, ...extras } = {} } = this.#start
    this.#start = undefined
    return writeEvent('message_start', {
      message: {
        id: id || this.#asked.ids.next('msg_'),
        type: 'message',
        role: 'assistant',
        model: model || this.#asked.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: writeUsage(this.#usage, this.#usageExtras),
        ...extras,
      },
    })
  }

  #end(endExtras: StartEvent['extras']): string {
    const { usage, container, ...extras } = endExtras ?? {}
    const usageExtras = isObject(usage) ? usage : this.#usageExtras
    return (
      this.#blocks.closeAll() +
      writeEvent('message_delta', {
        delta: {
          ...writeFinish(this.#finish, this.#blocks.spoken),
          ...(container === undefined ? {} : { container }),
        },
        usage: writeUsage(this.#usage, usageExtras),
        ...extras,
      }) +
      messageStop
    )
  }
}

const messageStop = writeEvent('message_stop', {})
