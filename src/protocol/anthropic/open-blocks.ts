import type { AnswerEvent } from '../../ir/event.ts'
import type { Part } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { Field } from '../field.ts'
import { isObject, objectAt, parseBytes, stringAt, type JsonObject } from '../json.ts'
import { readCitation } from './citation.ts'
import { withId } from './read-answer.ts'
import { readContent } from './read-block.ts'
import { joinResult, type ServerPart } from './server-part.ts'

const nothing: readonly AnswerEvent[] = []

/** The blocks of a stream, as parts: those that grow at once, all others when they are whole. */
export class OpenBlocks {
  readonly #ids: Ids
  readonly #open = new Map<number, Block>()
  /** A server tool's call whose result may be the next block. */
  #held: { readonly part: number; readonly head: ServerPart } | undefined
  #parts = 0

  constructor(ids: Ids) {
    this.#ids = ids
  }

  start(payload: JsonObject): readonly AnswerEvent[] {
    const block = objectAt(payload, 'content_block') ?? {}
    const index = indexOf(payload)
    const before = this.#closeBefore(index, block)
    const known = headOf(block)
    const head = known === undefined ? undefined : withId(known, this.#ids)
    if (head === undefined) {
      this.#open.set(index, { type: 'gathered', block, input: '' })
      return before
    }
    const growing = this.#grown(index, head, block)
    return [...before, { type: 'part-start', choice: 0, part: growing, head }]
  }

  grow(payload: JsonObject): readonly AnswerEvent[] {
    const delta = objectAt(payload, 'delta')
    if (delta === undefined) return nothing
    const index = indexOf(payload)
    const block = this.#open.get(index)
    if (block?.type === 'growing') return growPart(block, delta)
    if (block?.type === 'gathered') {
      this.#open.set(index, gather(block, delta))
      return nothing
    }
    return this.#growUnstarted(index, delta)
  }

  stop(payload: JsonObject): readonly AnswerEvent[] {
    return this.#close(indexOf(payload))
  }

  /** A block that came at once. */
  whole(index: number, block: unknown): readonly AnswerEvent[] {
    if (!isObject(block)) return nothing
    return [...this.start({ index, content_block: block }), ...this.#close(index)]
  }

  closeAll(): readonly AnswerEvent[] {
    return [
      ...Array.from(this.#open.keys()).flatMap((index) => this.#close(index)),
      ...this.#release(),
    ]
  }

  /** Parts come one after the other, and only calls may overlap: what an upstream forgot to stop is stopped here. */
  #closeBefore(index: number, block: JsonObject): readonly AnswerEvent[] {
    const isCall = block['type'] === 'tool_use'
    if (this.#open.size === 0 && this.#held === undefined) return nothing
    const events: AnswerEvent[] = []
    for (const [at, { type, ...open }] of this.#open) {
      const mayStay =
        isCall && type === 'growing' && 'isCall' in open && open.isCall && at !== index
      if (!mayStay) events.push(...this.#close(at))
    }
    if (this.#held !== undefined && joinResult(this.#held.head, block) === undefined)
      events.push(...this.#release())
    return events
  }

  #grown(index: number, head: Part, block: JsonObject): number {
    const part = this.#parts++
    const input = objectAt(block, 'input')
    this.#open.set(index, {
      type: 'growing',
      part,
      isCall: head.type === 'tool-call',
      // Told at the start by some, and then not by deltas.
      unsaid: input === undefined || Object.keys(input).length === 0 ? '' : JSON.stringify(input),
    })
    return part
  }

  #growUnstarted(index: number, delta: JsonObject): readonly AnswerEvent[] {
    const type = unstarted.get(stringAt(delta, 'type'))
    if (type === undefined) return nothing
    const started = this.start({ index, content_block: { type } })
    return [...started, ...this.grow({ index, delta })]
  }

  #close(index: number): readonly AnswerEvent[] {
    const block = this.#open.get(index)
    if (block === undefined) return nothing
    this.#open.delete(index)
    if (block.type === 'gathered') return this.#closeGathered(block)
    const { part, unsaid } = block
    const end = { type: 'part-end', choice: 0, part } as const
    return unsaid === '' ? [end] : [{ type: 'delta', choice: 0, part, text: unsaid }, end]
  }

  #closeGathered({ block, input }: Gathered): readonly AnswerEvent[] {
    const whole = input === '' ? block : { ...block, input: parsedInput(input) }
    if (this.#held !== undefined) {
      const final = joinResult(this.#held.head, whole)
      if (final !== undefined) return this.#release(final)
    }
    const [head] = readContent(Field.root({ content: [whole] }).at('content'))
    if (head === undefined) return nothing
    const part = this.#parts++
    const start = { type: 'part-start', choice: 0, part, head } as const
    if (
      (head.type === 'web-search' || head.type === 'code') &&
      whole['type'] === 'server_tool_use'
    ) {
      this.#held = { part, head }
      return [start]
    }
    return [start, { type: 'part-end', choice: 0, part }]
  }

  #release(final?: ServerPart): readonly AnswerEvent[] {
    if (this.#held === undefined) return nothing
    const { part } = this.#held
    this.#held = undefined
    return [{ type: 'part-end', choice: 0, part, ...(final === undefined ? {} : { final }) }]
  }
}

type Block = Growing | Gathered

type Growing = {
  readonly type: 'growing'
  readonly part: number
  readonly isCall: boolean
  unsaid: string
}

type Gathered = { readonly type: 'gathered'; readonly block: JsonObject; readonly input: string }

const unstarted = new Map([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
])

const indexOf = (payload: JsonObject): number => {
  const index = payload['index']
  return typeof index === 'number' ? index : 0
}

/** The head of a part that grows; undefined for blocks that mean something only as a whole. */
const headOf = (block: JsonObject): Part | undefined => {
  switch (block['type']) {
    case 'text':
    case 'thinking':
    case 'redacted_thinking':
      return readContent(Field.root({ content: [block] }).at('content'))[0]
    case 'tool_use':
      return callHead(block)
    default:
      return undefined
  }
}

const callHead = (block: JsonObject): Part | undefined => {
  const [head] = readContent(Field.root({ content: [block] }).at('content'))
  return head?.type === 'tool-call' ? { ...head, arguments: '' } : undefined
}

const growPart = (block: Growing, delta: JsonObject): readonly AnswerEvent[] => {
  const { part } = block
  switch (delta['type']) {
    case 'text_delta':
      return deltaOf(part, stringAt(delta, 'text'))
    case 'thinking_delta':
      return deltaOf(part, stringAt(delta, 'thinking'))
    case 'input_json_delta': {
      const text = stringAt(delta, 'partial_json')
      if (text !== '') block.unsaid = ''
      return deltaOf(part, text)
    }
    case 'signature_delta': {
      const proof = stringAt(delta, 'signature')
      return proof === '' ? nothing : [{ type: 'proof', choice: 0, part, proof }]
    }
    case 'citations_delta': {
      const citation = objectAt(delta, 'citation')
      if (citation === undefined) return nothing
      return [{ type: 'citation', choice: 0, part, citation: readCitation(citation) }]
    }
    default:
      return nothing
  }
}

const deltaOf = (part: number, text: string): readonly AnswerEvent[] =>
  text === '' ? nothing : [{ type: 'delta', choice: 0, part, text }]

/** Deltas of blocks we do not know add to the member of the same name. */
const gather = (block: Gathered, delta: JsonObject): Gathered => {
  if (delta['type'] === 'input_json_delta')
    return { ...block, input: block.input + stringAt(delta, 'partial_json') }
  const { type: _, ...members } = delta
  const gathered: Record<string, unknown> = { ...block.block }
  for (const [key, value] of Object.entries(members)) {
    const before = gathered[key]
    gathered[key] = typeof before === 'string' && typeof value === 'string' ? before + value : value
  }
  return { ...block, block: gathered }
}

const parsedInput = (text: string): unknown => {
  const input = parseBytes(text)
  return input === undefined ? text : input
}
