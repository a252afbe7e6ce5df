import type { AnswerEvent } from '../../ir/event.ts'
import type { UpstreamError } from '../../ir/upstream-error.ts'
import { fromText } from '../bytes.ts'
import type { AnswerReader, Ids } from '../codec.ts'
import { readErrorBody } from '../error-body.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import type { StreamEvent } from '../protocol.ts'
import { readFinish } from './finish.ts'
import { isCallItem, openReading } from './item-readings.ts'
import { readExtras, readUsage } from './read-answer.ts'
import { Sink, type ItemReading } from './reading.ts'

/**
 * Items are known by their `output_index`: some upstreams give one item another id in each event (GitHub Copilot,
 * recorded 2026-08). What a stream left out is taken from the item, and of that from the response, at its end.
 */
export class ResponseReader implements AnswerReader {
  readonly #ids: Ids
  readonly #sink = new Sink()
  readonly #open = new Map<number, ItemReading>()
  readonly #seen = new Set<number>()
  /** Events of items that must wait until another one is done. */
  #held: JsonObject[] = []
  #isStarted = false
  #isOver = false

  constructor(ids: Ids) {
    this.#ids = ids
  }

  read(event: StreamEvent): readonly AnswerEvent[] {
    if (this.#isOver) return []
    if (event.isOversized === true) return this.#fail({ type: 'malformed' })
    if (event.event === 'error') return this.#fail(failureOf(event.data))
    if (event.data === '' || event.data === '[DONE]') return []
    // It repeats all of the request, and says nothing new.
    if (this.#isStarted && event.event === 'response.in_progress') return []
    const payload = parse(event.data)
    if (payload === undefined) return this.#fail({ type: 'malformed' })
    this.#take(payload, event.data)
    return this.#sink.take()
  }

  finish(): readonly AnswerEvent[] {
    return []
  }

  #take(payload: JsonObject, data: string): void {
    const { type } = payload
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        this.#start(objectAt(payload, 'response'))
        return
      case 'response.completed':
      case 'response.incomplete':
        this.#complete(objectAt(payload, 'response') ?? {}, type)
        return
      case 'response.failed':
        this.#end(failureOf(JSON.stringify({ error: objectAt(payload, 'response')?.['error'] })))
        return
      case 'error':
        this.#end(failureOf(data))
        return
      default:
        this.#takeOther(payload, type, data)
    }
  }

  #takeOther(payload: JsonObject, type: unknown, data: string): void {
    if (isObject(payload['error'])) this.#end(failureOf(data))
    else if (typeof type !== 'string') this.#end({ type: 'malformed' })
    else if (countAt(payload, 'output_index') !== undefined) {
      this.#start(undefined)
      this.#takeItem(payload)
    }
  }

  #start(response: JsonObject | undefined): void {
    if (this.#isStarted) return
    this.#isStarted = true
    const createdAt = countAt(response, 'created_at')
    this.#sink.say({
      type: 'start',
      id: stringAt(response, 'id'),
      model: stringAt(response, 'model'),
      ...(createdAt === undefined ? {} : { createdAt }),
    })
  }

  #takeItem(payload: JsonObject): void {
    const index = countAt(payload, 'output_index') ?? 0
    const type = stringAt(payload, 'type')
    const open = this.#open.get(index)
    if (type === 'response.output_item.done') this.#endItem(index, payload, open)
    else if (open !== undefined && type !== 'response.output_item.added') open.read(type, payload)
    else if (!this.#seen.has(index)) this.#beginItem(index, payload)
  }

  #beginItem(index: number, payload: JsonObject): void {
    const item = objectAt(payload, 'item') ?? impliedItem(payload)
    if (item === undefined) return
    if (this.#mustWait(item)) {
      this.#held.push(payload)
      return
    }
    this.#seen.add(index)
    const reading = openReading(item, this.#sink, this.#ids)
    this.#open.set(index, reading)
    if (payload['type'] !== 'response.output_item.added')
      reading.read(stringAt(payload, 'type'), payload)
  }

  #endItem(index: number, payload: JsonObject, open: ItemReading | undefined): void {
    const item = objectAt(payload, 'item')
    if (open === undefined) {
      if (this.#seen.has(index) || item === undefined) return
      if (this.#mustWait(item)) {
        this.#held.push(payload)
        return
      }
      this.#seen.add(index)
      openReading(item, this.#sink, this.#ids).end(item)
    } else {
      this.#open.delete(index)
      open.end(item)
    }
    this.#release()
  }

  #mustWait(item: JsonObject): boolean {
    if (this.#open.size === 0) return false
    return !isCallItem(item) || Array.from(this.#open.values()).some((open) => !open.isCall)
  }

  #release(): void {
    const held = this.#held
    if (held.length === 0) return
    this.#held = []
    for (const payload of held) this.#takeItem(payload)
  }

  #complete(response: JsonObject, type: string): void {
    this.#start(response)
    const output = listAt(response, 'output')
    // What is open is done, whether the upstream said so or not; then what waited for it has its turn.
    while (this.#open.size > 0) {
      for (const [index, open] of this.#open) {
        this.#open.delete(index)
        open.end(itemAt(output, index))
      }
      this.#release()
    }
    for (const [index, item] of output.entries())
      if (!this.#seen.has(index) && isObject(item))
        openReading(item, this.#sink, this.#ids).end(item)
    const usage = readUsage(response)
    const status = type === 'response.incomplete' ? 'incomplete' : 'completed'
    const finish = readFinish({ ...response, status }, this.#sink.heads)
    if (Object.keys(usage).length > 0) this.#sink.say({ type: 'usage', usage })
    this.#sink.say({ type: 'finish', choice: 0, finish })
    this.#end({ type: 'end', extras: readExtras(response) })
  }

  #end(last: AnswerEvent): void {
    this.#isOver = true
    this.#sink.say(last)
  }

  #fail(last: AnswerEvent): readonly AnswerEvent[] {
    this.#end(last)
    return this.#sink.take()
  }
}

const itemAt = (output: readonly unknown[], index: number): JsonObject | undefined => {
  const item = output[index]
  return isObject(item) ? item : undefined
}

/** Some upstreams begin with the text itself. A call cannot: its name would be missing. */
const impliedItem = (payload: JsonObject): JsonObject | undefined => {
  switch (payload['type']) {
    case 'response.content_part.added':
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return { type: 'message' }
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return { type: 'reasoning' }
    default:
      return undefined
  }
}

const parse = (data: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(data)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const nothingTold: UpstreamError = { message: '', type: '', code: '' }

const failureOf = (data: string): AnswerEvent => ({
  type: 'error',
  error: readErrorBody(fromText(data)) ?? nothingTold,
})
