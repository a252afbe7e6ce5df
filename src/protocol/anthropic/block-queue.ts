import type {
  CitationEvent,
  DeltaEvent,
  PartEndEvent,
  PartStartEvent,
  ProofEvent,
} from '../../ir/event.ts'
import { AnswerFold } from '../../ir/fold.ts'
import type { Citation, Part } from '../../ir/part.ts'
import { isObject, type JsonObject } from '../json.ts'
import { writeCitation } from './citation.ts'
import type { Spoken } from './finish.ts'
import { blockStop, deltaEnd, deltaStart, writeEvent } from './stream-event.ts'
import { writeAnswerPart } from './write-block.ts'

/**
 * Parts on their way into blocks. Blocks never overlap: a part that starts while another one's block is open waits, and
 * is written as far as it has come once its turn is there.
 */
export class BlockQueue {
  /** The parts that are not yet written to their end, in order; the first one's block is open. */
  readonly #waiting: Writing[] = []
  #blocks = 0
  #hasCalls = false
  #hasRefused = false

  get spoken(): Spoken {
    return { hasCalls: this.#hasCalls, hasRefused: this.#hasRefused }
  }

  start({ part, head }: PartStartEvent): string {
    this.#hasCalls ||= head.type === 'tool-call'
    this.#hasRefused ||= head.type === 'refusal'
    const writing: Writing = {
      part,
      head,
      unsaid: textOf(head),
      citations: head.type === 'text' ? [...(head.citations ?? [])] : [],
      delta: '',
      hasEnded: false,
    }
    this.#waiting.push(writing)
    return this.#waiting.length === 1 ? this.#open(writing) : ''
  }

  grow({ part, text }: DeltaEvent): string {
    const first = this.#waiting[0]
    if (first?.part === part && first.delta !== '')
      return text === '' ? '' : first.delta + JSON.stringify(text) + deltaEnd
    const writing = this.#find(part)
    if (writing !== undefined) writing.unsaid += text
    return ''
  }

  cite({ part, citation }: CitationEvent): string {
    const writing = this.#find(part)
    if (writing?.head.type !== 'text') return ''
    if (writing.delta !== '') return this.#citing(citation)
    writing.citations.push(citation)
    return ''
  }

  prove({ part, proof }: ProofEvent): void {
    const writing = this.#find(part)
    if (writing !== undefined) writing.proof = proof
  }

  end({ part, final }: PartEndEvent): string {
    const writing = this.#find(part)
    if (writing === undefined) return ''
    writing.hasEnded = true
    if (final !== undefined) writing.final = final
    return this.#advance()
  }

  closeAll(): string {
    for (const writing of this.#waiting) writing.hasEnded = true
    return this.#advance()
  }

  #find(part: number): Writing | undefined {
    const first = this.#waiting[0]
    return first?.part === part ? first : this.#waiting.find((each) => each.part === part)
  }

  /** Closes what has ended at the front, and opens what comes after it. */
  #advance(): string {
    let written = ''
    for (let first = this.#waiting[0]; first?.hasEnded === true; first = this.#waiting[0]) {
      written += this.#close(first)
      this.#waiting.shift()
      const next = this.#waiting[0]
      if (next !== undefined) written += this.#open(next)
    }
    return written
  }

  #open(writing: Writing): string {
    const frame = frameOf(writing.head)
    if (frame === undefined) return ''
    const index = this.#blocks
    const start = writeEvent('content_block_start', { index, content_block: frame.block })
    writing.delta = deltaStart(index, frame.delta, frame.member)
    return start + this.#say(writing) + writing.citations.map((each) => this.#citing(each)).join('')
  }

  #citing(citation: Citation): string {
    const delta = { type: 'citations_delta', citation: writeCitation(citation) }
    return writeEvent('content_block_delta', { index: this.#blocks, delta })
  }

  #say(writing: Writing): string {
    const { unsaid } = writing
    writing.unsaid = ''
    return unsaid === '' ? '' : writing.delta + JSON.stringify(unsaid) + deltaEnd
  }

  #close(writing: Writing): string {
    if (writing.delta === '') return this.#writeWhole(writing)
    const index = this.#blocks++
    const { head, proof = 'proof' in head ? head.proof : undefined } = writing
    const signature =
      head.type === 'thinking' && proof !== undefined
        ? deltaStart(index, 'signature_delta', 'signature') + JSON.stringify(proof) + deltaEnd
        : ''
    return signature + blockStop(index)
  }

  /** Blocks that mean something only as a whole. */
  #writeWhole(writing: Writing): string {
    let written = ''
    for (const block of writeAnswerPart(wholeOf(writing))) {
      const index = this.#blocks++
      const { start, delta } = beheaded(block)
      written += writeEvent('content_block_start', { index, content_block: start })
      if (delta !== undefined) written += writeEvent('content_block_delta', { index, delta })
      written += blockStop(index)
    }
    return written
  }
}

type Writing = {
  readonly part: number
  readonly head: Part
  /** What came of its text and is not yet written. */
  unsaid: string
  /** Those that came before its block was open. */
  readonly citations: Citation[]
  /** How its deltas begin; empty until its block is open, and for parts that are written whole. */
  delta: string
  proof?: string
  final?: Part
  hasEnded: boolean
}

const textOf = (head: Part): string => {
  switch (head.type) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return head.text
    case 'tool-call':
      return head.arguments
    default:
      return ''
  }
}

type Frame = { readonly block: JsonObject; readonly delta: string; readonly member: string }

/** The start of a part that is written as it grows. */
const frameOf = (head: Part): Frame | undefined => {
  switch (head.type) {
    case 'text':
      return {
        block: { type: 'text', text: '', ...head.extras },
        delta: 'text_delta',
        member: 'text',
      }
    case 'refusal':
      return { block: { type: 'text', text: '' }, delta: 'text_delta', member: 'text' }
    case 'thinking': {
      if (head.isRedacted === true) return undefined
      const block = { type: 'thinking', thinking: '', signature: '', ...head.extras }
      return { block, delta: 'thinking_delta', member: 'thinking' }
    }
    case 'tool-call': {
      const { id, name, extras } = head
      const block = { type: 'tool_use', id, name, input: {}, ...extras }
      return { block, delta: 'input_json_delta', member: 'partial_json' }
    }
    default:
      return undefined
  }
}

const wholeOf = ({ part, head, unsaid, proof, final }: Writing): Part => {
  if (final !== undefined) return final
  if (unsaid === '' && proof === undefined) return head
  const fold = new AnswerFold()
  fold.apply({ type: 'part-start', choice: 0, part, head })
  fold.apply({ type: 'delta', choice: 0, part, text: unsaid })
  if (proof !== undefined) fold.apply({ type: 'proof', choice: 0, part, proof })
  return fold.partOf(0, part) ?? head
}

type Beheaded = { readonly start: JsonObject; readonly delta?: JsonObject }

/** A block without what the SDKs expect as a delta: texts, and the inputs of tools; of the MCP's they expect none. */
const beheaded = (block: JsonObject): Beheaded => {
  const { text, input } = block
  if (block['type'] === 'text' && typeof text === 'string')
    return { start: { ...block, text: '' }, delta: { type: 'text_delta', text } }
  if (block['type'] === 'server_tool_use' && isObject(input))
    return {
      start: { ...block, input: {} },
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    }
  return { start: block }
}
