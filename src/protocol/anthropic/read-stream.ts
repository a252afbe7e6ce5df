import type { Finish } from '../../ir/answer.ts'
import type { AnswerEvent } from '../../ir/event.ts'
import type { AnswerReader, Ids } from '../codec.ts'
import { Field } from '../field.ts'
import { isObject, listAt, objectAt, parseBytes, stringAt, type JsonObject } from '../json.ts'
import type { StreamEvent } from '../protocol.ts'
import { hasError } from '../stream-reader.ts'
import { readFinish } from './finish.ts'
import { readMessageExtras } from './read-answer.ts'
import { OpenBlocks } from './open-blocks.ts'
import { readStreamError } from './stream-error.ts'
import { readTokens } from './usage.ts'
import { readUsageExtras } from './write-usage.ts'

const nothing: readonly AnswerEvent[] = []
const malformed: readonly AnswerEvent[] = [{ type: 'malformed' }]

/** One stream of a message. `finish` and `end` come with `message_stop` alone: without it the stream was cut. */
export class MessageReader implements AnswerReader {
  readonly #blocks: OpenBlocks
  #hasStarted = false
  #isOver = false
  #finish: Finish = { reason: 'other' }
  #usageExtras: JsonObject = {}
  #endExtras: JsonObject = {}

  constructor(ids: Ids) {
    this.#blocks = new OpenBlocks(ids)
  }

  read(event: StreamEvent): readonly AnswerEvent[] {
    if (this.#isOver) return nothing
    // Imitators of the protocol end with OpenAI's mark.
    if (event.isOversized !== true && (event.data === '' || event.data === '[DONE]')) return nothing
    const payload = event.isOversized === true ? undefined : parseBytes(event.data)
    if (isObject(payload)) return this.#readPayload(payload, event)
    this.#isOver = true
    return event.event === 'error' ? [readStreamError(event.data)] : malformed
  }

  finish(): readonly AnswerEvent[] {
    return nothing
  }

  #readPayload(payload: JsonObject, event: StreamEvent): readonly AnswerEvent[] {
    switch (payload['type']) {
      case 'content_block_delta':
        return this.#started(this.#blocks.grow(payload))
      case 'content_block_start':
        return this.#started(this.#blocks.start(payload))
      case 'content_block_stop':
        return this.#blocks.stop(payload)
      case 'message_start':
        return this.#start(objectAt(payload, 'message') ?? {})
      case 'message_delta':
        return this.#started(this.#noteDelta(payload))
      case 'message_stop':
        return this.#started(this.#end())
      case 'ping':
        return nothing
      default:
        return this.#readOther(payload, event)
    }
  }

  /** Events we do not know yet say nothing. */
  #readOther(payload: JsonObject, event: StreamEvent): readonly AnswerEvent[] {
    const isError = payload['type'] === 'error' || event.event === 'error' || hasError(payload)
    if (!isError && typeof payload['type'] === 'string') return nothing
    this.#isOver = true
    return isError ? [readStreamError(event.data)] : malformed
  }

  /** Some relays send it twice: the second one only tells usage. */
  #start(message: JsonObject): readonly AnswerEvent[] {
    const events: AnswerEvent[] = this.#hasStarted ? [] : [this.#startEvent(message)]
    events.push(...this.#noteUsage(message))
    // A program's call of a tool comes as a whole message: https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling
    for (const [index, block] of listAt(message, 'content').entries())
      events.push(...this.#blocks.whole(index, block))
    if (stringAt(message, 'stop_reason') !== '') this.#finish = readFinish(message)
    return events
  }

  #startEvent(message: JsonObject): AnswerEvent {
    this.#hasStarted = true
    const extras = readMessageExtras(message)
    return {
      type: 'start',
      id: stringAt(message, 'id'),
      model: stringAt(message, 'model'),
      ...(extras === undefined ? {} : { extras }),
    }
  }

  #started(events: readonly AnswerEvent[]): readonly AnswerEvent[] {
    return this.#hasStarted ? events : [this.#startEvent({}), ...events]
  }

  #noteDelta(payload: JsonObject): readonly AnswerEvent[] {
    const delta = objectAt(payload, 'delta') ?? {}
    if (stringAt(delta, 'stop_reason') !== '') this.#finish = readFinish(delta)
    const extras = {
      ...Field.root(delta).extras(deltaKeys),
      ...Field.root(payload).extras(eventKeys),
    }
    this.#endExtras = { ...this.#endExtras, ...extras }
    return this.#noteUsage(payload)
  }

  #noteUsage(carrier: JsonObject): readonly AnswerEvent[] {
    const usage = objectAt(carrier, 'usage')
    if (usage === undefined) return nothing
    this.#usageExtras = { ...this.#usageExtras, ...readUsageExtras(usage) }
    return [{ type: 'usage', usage: readTokens(usage) }]
  }

  #end(): readonly AnswerEvent[] {
    this.#isOver = true
    const extras = {
      ...this.#endExtras,
      ...(Object.keys(this.#usageExtras).length === 0 ? {} : { usage: this.#usageExtras }),
    }
    return [
      ...this.#blocks.closeAll(),
      { type: 'finish', choice: 0, finish: this.#finish },
      { type: 'end', ...(Object.keys(extras).length === 0 ? {} : { extras }) },
    ]
  }
}

const deltaKeys = new Set(['stop_reason', 'stop_sequence', 'stop_details'])
const eventKeys = new Set(['type', 'delta', 'usage'])
