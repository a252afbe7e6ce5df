import type { ThinkingPart, ToolCallPart } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { countAt, stringAt, type JsonObject } from '../json.ts'
import { MessageReading } from './message-reading.ts'
import { nativeCall } from './native-tools.ts'
import { betweenParagraphs, readItem, readReasoning } from './read-item.ts'
import { hasOtherExtras, type ItemReading, type OpenPart, type Sink } from './reading.ts'

export const openReading = (item: JsonObject, sink: Sink, ids: Ids): ItemReading => {
  switch (item['type']) {
    case 'message':
      return new MessageReading(item, sink)
    case 'reasoning':
      return new ReasoningReading(item, sink)
    case 'function_call':
    case 'custom_tool_call':
      return new CallReading(item, sink, ids)
    case 'code_interpreter_call':
      return new CodeReading(item, sink, ids)
    default:
      return new WholeReading(item, sink, ids)
  }
}

/** Calls of tools may be told side by side; of everything else one comes after the other. */
export const isCallItem = (item: JsonObject): boolean =>
  item['type'] === 'function_call' ||
  item['type'] === 'custom_tool_call' ||
  nativeCall(item) !== undefined

/** A thought: the paragraphs of its summary, or of the thought itself where that is open. */
class ReasoningReading implements ItemReading {
  readonly isCall = false
  readonly #part: OpenPart
  readonly #head: ThinkingPart
  #kind: string | undefined
  #paragraph = 0

  constructor(item: JsonObject, sink: Sink) {
    const id = stringAt(item, 'id')
    this.#head = { type: 'thinking', text: '', ...(id === '' ? {} : { id }) }
    this.#part = sink.open(this.#head)
  }

  read(type: string, payload: JsonObject): void {
    switch (type) {
      case 'response.reasoning_summary_text.delta':
        this.#grow('summary', countAt(payload, 'summary_index') ?? 0, payload)
        return
      case 'response.reasoning_text.delta':
        this.#grow('content', countAt(payload, 'content_index') ?? 0, payload)
        return
      default:
    }
  }

  end(item: JsonObject | undefined): void {
    if (item === undefined) {
      this.#part.end()
      return
    }
    const whole = readReasoning(item)
    this.#part.catchUp(whole.text)
    if (whole.proof !== undefined) this.#part.prove(whole.proof)
    const isOther =
      hasOtherExtras(this.#head, whole) ||
      whole.id !== this.#head.id ||
      whole.text !== this.#part.text
    this.#part.end(isOther ? whole : undefined)
  }

  /** Of a thought that is told in both forms the first is taken. */
  #grow(kind: string, paragraph: number, payload: JsonObject): void {
    this.#kind ??= kind
    if (this.#kind !== kind) return
    if (paragraph !== this.#paragraph && this.#part.text !== '') this.#part.grow(betweenParagraphs)
    this.#paragraph = paragraph
    this.#part.grow(stringAt(payload, 'delta'))
  }
}

class CallReading implements ItemReading {
  readonly isCall = true
  readonly #part: OpenPart
  readonly #head: ToolCallPart | undefined
  readonly #ids: Ids

  constructor(item: JsonObject, sink: Sink, ids: Ids) {
    this.#ids = ids
    const [call] = readItem(item, ids)
    const head = call ?? { type: 'foreign', kind: '', value: item }
    this.#head = head.type === 'tool-call' ? { ...head, arguments: '' } : undefined
    this.#part = sink.open(this.#head ?? head)
    this.#part.catchUp(textOf(item))
  }

  read(type: string, payload: JsonObject): void {
    switch (type) {
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#part.grow(stringAt(payload, 'delta'))
        return
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done':
        this.#part.catchUp(textOf(payload))
        return
      default:
    }
  }

  end(item: JsonObject | undefined): void {
    if (item === undefined) {
      this.#part.end()
      return
    }
    this.#part.catchUp(textOf(item))
    const [whole] = readItem(item, this.#ids)
    const isMore =
      whole?.type === 'tool-call' && this.#head !== undefined && hasOtherExtras(this.#head, whole)
    this.#part.end(isMore ? { ...whole, id: this.#head?.id ?? whole.id } : undefined)
  }
}

const textOf = (value: JsonObject): string =>
  stringAt(value, 'arguments') || stringAt(value, 'input')

class CodeReading implements ItemReading {
  readonly isCall = false
  readonly #part: OpenPart
  readonly #ids: Ids

  constructor(item: JsonObject, sink: Sink, ids: Ids) {
    this.#ids = ids
    const [head] = readItem(item, ids)
    this.#part = sink.open(
      head?.type === 'code' ? { ...head, code: '' } : { type: 'code', id: '', code: '' },
    )
  }

  read(type: string, payload: JsonObject): void {
    if (type === 'response.code_interpreter_call_code.delta')
      this.#part.grow(stringAt(payload, 'delta'))
  }

  end(item: JsonObject | undefined): void {
    const [whole] = item === undefined ? [] : readItem(item, this.#ids)
    if (whole?.type === 'code') this.#part.catchUp(whole.code)
    this.#part.end(whole)
  }
}

/** What is told at its end alone: searches, pictures, calls of native tools, and what nobody else knows. */
class WholeReading implements ItemReading {
  readonly isCall: boolean
  readonly #sink: Sink
  readonly #ids: Ids

  constructor(item: JsonObject, sink: Sink, ids: Ids) {
    this.isCall = isCallItem(item)
    this.#sink = sink
    this.#ids = ids
  }

  read(): void {}

  end(item: JsonObject | undefined): void {
    if (item === undefined) return
    for (const part of readItem(item, this.#ids)) {
      if (part.type !== 'tool-call') {
        this.#sink.open(part).end()
        continue
      }
      const open = this.#sink.open({ ...part, arguments: '' })
      open.grow(part.arguments)
      open.end()
    }
  }
}
