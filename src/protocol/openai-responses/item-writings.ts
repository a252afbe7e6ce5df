import type { Part, ToolCallPart } from '../../ir/part.ts'
import { isObject, listAt, objectAt, type JsonObject } from '../json.ts'
import type { ItemPlace } from './message-writing.ts'
import { deltaLine, type DeltaLine, type Sequence } from './sequence.ts'
import type { ToolOrigins } from './tool-origins.ts'
import { nativeItem } from './write-item.ts'

/** Writes one item of a stream that is no message. `whole` and `item` are the part and its item when all is known. */
export type ItemWriting = {
  /** `item` as far as it is known. */
  begin(item: JsonObject): string
  grow(text: string): string
  end(whole: Part, item: JsonObject): string
}

export const openWriting = (
  head: Part,
  tools: { readonly sequence: Sequence; readonly origins: ToolOrigins },
  place: ItemPlace,
): ItemWriting => {
  const { sequence, origins } = tools
  switch (head.type) {
    case 'thinking':
      return new ReasoningWriting(sequence, place)
    case 'tool-call':
      return nativeItem(head, origins) === undefined
        ? new CallWriting(sequence, place, head)
        : new NativeWriting(sequence, place)
    case 'code':
      return new StepWriting(sequence, place, codeSteps)
    case 'web-search':
      return new StepWriting(sequence, place, searchSteps)
    case 'image':
      return new StepWriting(sequence, place, imageSteps)
    default:
      return new StepWriting(sequence, place, noSteps)
  }
}

const where = ({ id, index }: ItemPlace): JsonObject => ({ item_id: id, output_index: index })

const added = (sequence: Sequence, { index }: ItemPlace, item: JsonObject): string =>
  sequence.event('response.output_item.added', { output_index: index, item })

const done = (sequence: Sequence, { index }: ItemPlace, item: JsonObject): string =>
  sequence.event('response.output_item.done', { output_index: index, item })

/** All thoughts are one paragraph of a summary. One without any text has none. */
class ReasoningWriting implements ItemWriting {
  readonly #sequence: Sequence
  readonly #place: ItemPlace
  readonly #at: JsonObject
  readonly #line: DeltaLine
  #length = 0

  constructor(sequence: Sequence, place: ItemPlace) {
    this.#sequence = sequence
    this.#place = place
    this.#at = { ...where(place), summary_index: 0 }
    this.#line = deltaLine('response.reasoning_summary_text.delta', this.#at)
  }

  begin(item: JsonObject): string {
    const { encrypted_content: _, ...open } = item
    return added(this.#sequence, this.#place, { ...open, summary: [] })
  }

  grow(text: string): string {
    if (text === '') return ''
    const begun =
      this.#length > 0
        ? ''
        : this.#sequence.event('response.reasoning_summary_part.added', {
            ...this.#at,
            part: { type: 'summary_text', text: '' },
          })
    this.#length += text.length
    return begun + this.#sequence.delta(this.#line, text)
  }

  end(whole: Part, item: JsonObject): string {
    const text = whole.type === 'thinking' ? whole.text : ''
    const rest = this.grow(text.slice(this.#length))
    const part = { type: 'summary_text', text }
    const closed =
      text === ''
        ? ''
        : this.#sequence.event('response.reasoning_summary_text.done', { ...this.#at, text }) +
          this.#sequence.event('response.reasoning_summary_part.done', { ...this.#at, part })
    return rest + closed + done(this.#sequence, this.#place, item)
  }
}

/** A call of a function or of a tool with free text. */
class CallWriting implements ItemWriting {
  readonly #sequence: Sequence
  readonly #place: ItemPlace
  readonly #isCustom: boolean
  readonly #line: DeltaLine
  #length = 0

  constructor(sequence: Sequence, place: ItemPlace, head: ToolCallPart) {
    this.#sequence = sequence
    this.#place = place
    this.#isCustom = head.kind === 'custom'
    const type = this.#isCustom
      ? 'response.custom_tool_call_input.delta'
      : 'response.function_call_arguments.delta'
    this.#line = deltaLine(type, where(place))
  }

  begin(item: JsonObject): string {
    const empty = this.#isCustom ? { input: '' } : { arguments: '' }
    return added(this.#sequence, this.#place, { ...item, ...empty, status: 'in_progress' })
  }

  grow(text: string): string {
    this.#length += text.length
    return this.#sequence.delta(this.#line, text)
  }

  end(whole: Part, item: JsonObject): string {
    const text = whole.type === 'tool-call' ? whole.arguments : ''
    const rest = text.length > this.#length ? this.grow(text.slice(this.#length)) : ''
    const at = where(this.#place)
    const closed = this.#isCustom
      ? this.#sequence.event('response.custom_tool_call_input.done', { ...at, input: text })
      : this.#sequence.event('response.function_call_arguments.done', {
          ...at,
          name: item['name'],
          arguments: text,
        })
    return rest + closed + done(this.#sequence, this.#place, item)
  }
}

/**
 * A call of a tool with items of its own: what it is to do is known when its arguments are whole. Only a shell's
 * commands have events that the official clients take.
 */
class NativeWriting implements ItemWriting {
  readonly #sequence: Sequence
  readonly #place: ItemPlace

  constructor(sequence: Sequence, place: ItemPlace) {
    this.#sequence = sequence
    this.#place = place
  }

  begin(item: JsonObject): string {
    const open =
      item['type'] === 'shell_call'
        ? { ...item, action: { ...objectAt(item, 'action'), commands: [] } }
        : item
    return added(this.#sequence, this.#place, { ...open, status: 'in_progress' })
  }

  grow(): string {
    return ''
  }

  end(_: Part, item: JsonObject): string {
    const commands =
      item['type'] === 'shell_call' ? listAt(objectAt(item, 'action'), 'commands') : []
    return (
      commands.map((command, index) => this.#command(command, index)).join('') +
      done(this.#sequence, this.#place, item)
    )
  }

  #command(command: unknown, index: number): string {
    const at = { output_index: this.#place.index, command_index: index }
    return (
      this.#sequence.event('response.shell_call_command.added', { ...at, command: '' }) +
      this.#sequence.event('response.shell_call_command.delta', { ...at, delta: command }) +
      this.#sequence.event('response.shell_call_command.done', { ...at, command })
    )
  }
}

/** What the upstream did by itself: the stations that a client may show. */
type Steps = {
  readonly open: JsonObject
  readonly begin: readonly string[]
  readonly end: readonly string[]
  readonly text?: 'code'
}

const searchSteps: Steps = {
  open: { status: 'in_progress' },
  begin: ['response.web_search_call.in_progress', 'response.web_search_call.searching'],
  end: ['response.web_search_call.completed'],
}
const imageSteps: Steps = {
  open: { status: 'in_progress', result: null },
  begin: [
    'response.image_generation_call.in_progress',
    'response.image_generation_call.generating',
  ],
  end: ['response.image_generation_call.completed'],
}
const codeSteps: Steps = {
  open: { status: 'in_progress', code: '', outputs: null },
  begin: ['response.code_interpreter_call.in_progress'],
  end: ['response.code_interpreter_call.interpreting', 'response.code_interpreter_call.completed'],
  text: 'code',
}
const noSteps: Steps = { open: {}, begin: [], end: [] }

class StepWriting implements ItemWriting {
  readonly #sequence: Sequence
  readonly #place: ItemPlace
  readonly #steps: Steps
  readonly #line: DeltaLine
  #length = 0

  constructor(sequence: Sequence, place: ItemPlace, steps: Steps) {
    this.#sequence = sequence
    this.#place = place
    this.#steps = steps
    this.#line = deltaLine('response.code_interpreter_call_code.delta', where(place))
  }

  begin(item: JsonObject): string {
    return (
      added(this.#sequence, this.#place, { ...item, ...this.#steps.open }) +
      this.#tell(this.#steps.begin)
    )
  }

  grow(text: string): string {
    if (this.#steps.text === undefined) return ''
    this.#length += text.length
    return this.#sequence.delta(this.#line, text)
  }

  end(whole: Part, item: JsonObject): string {
    const hasFailed = isObject(item) && item['status'] === 'failed'
    return (
      this.#code(whole) +
      this.#tell(hasFailed ? [] : this.#steps.end) +
      done(this.#sequence, this.#place, item)
    )
  }

  #code(whole: Part): string {
    if (whole.type !== 'code') return ''
    const { code } = whole
    const rest = code.length > this.#length ? this.grow(code.slice(this.#length)) : ''
    const members = { ...where(this.#place), code }
    return rest + this.#sequence.event('response.code_interpreter_call_code.done', members)
  }

  #tell(types: readonly string[]): string {
    return types.map((type) => this.#sequence.event(type, where(this.#place))).join('')
  }
}
