import type {
  CitationEvent,
  DeltaEvent,
  PartEndEvent,
  PartStartEvent,
  ProofEvent,
} from '../../ir/event.ts'
import { AnswerFold } from '../../ir/fold.ts'
import type { Citation, Part } from '../../ir/part.ts'

import { writeCitation } from './citation.ts'
import type { Spoken } from './finish.ts'
import { beheaded, frameOf, textOf } from './block-frame.ts'
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
      told: textOf(head),
      unsaid: textOf(head),
      citations: [...citationsOf(head)],
      citationCount: citationsOf(head).length,
      delta: '',
      hasEnded: false,
    }
    this.#waiting.push(writing)
    return this.#waiting.length === 1 ? this.#open(writing) : ''
  }

  grow({ part, text }: DeltaEvent): string {
    const first = this.#waiting[0]
    if (first?.part === part && first.delta !== '') {
      first.told += text
      return text === '' ? '' : first.delta + JSON.stringify(text) + deltaEnd
    }
    const writing = this.#find(part)
    if (writing === undefined) return ''
    writing.told += text
    writing.unsaid += text
    return writing === first ? this.#open(writing) : ''
  }

  cite({ part, citation }: CitationEvent): string {
    const writing = this.#find(part)
    if (writing?.head.type !== 'text') return ''
    writing.citations.push(citation)
    writing.citationCount += 1
    return writing === this.#waiting[0] ? this.#open(writing) : ''
  }

  prove({ part, proof }: ProofEvent): void {
    const writing = this.#find(part)
    if (writing !== undefined) writing.proof = proof
  }

  end({ part, final }: PartEndEvent): string {
    const writing = this.#find(part)
    if (writing === undefined) return ''
    writing.hasEnded = true
    if (final === undefined) return this.#advance()
    writing.final = final
    addRest(writing, final)
    return (writing === this.#waiting[0] ? this.#open(writing) : '') + this.#advance()
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

  /** Writes what there is to say. A block begins with that: one without anything in it is an error when it comes back. */
  #open(writing: Writing): string {
    if (
      writing.unsaid === '' &&
      writing.citations.length === 0 &&
      writing.head.type !== 'tool-call'
    )
      return ''
    return this.#begin(writing) + this.#say(writing)
  }

  #begin(writing: Writing): string {
    const frame = writing.delta === '' ? frameOf(writing.head) : undefined
    if (frame === undefined) return ''
    const index = this.#blocks
    writing.delta = deltaStart(index, frame.delta, frame.member)
    return writeEvent('content_block_start', { index, content_block: frame.block })
  }

  #say(writing: Writing): string {
    if (writing.delta === '') return ''
    const { unsaid } = writing
    writing.unsaid = ''
    const said = unsaid === '' ? '' : writing.delta + JSON.stringify(unsaid) + deltaEnd
    const cited = writing.citations.splice(0).map((citation) => {
      const delta = { type: 'citations_delta', citation: writeCitation(citation, writing.told) }
      return writeEvent('content_block_delta', { index: this.#blocks, delta })
    })
    return said + cited.join('')
  }

  #close(writing: Writing): string {
    if (frameOf(writing.head) === undefined) return this.#writeWhole(writing)
    const proof = writing.head.type === 'thinking' ? proofOf(writing) : undefined
    const begun = proof === undefined ? '' : this.#begin(writing)
    if (writing.delta === '') return ''
    const index = this.#blocks++
    const signature =
      proof === undefined
        ? ''
        : deltaStart(index, 'signature_delta', 'signature') + JSON.stringify(proof) + deltaEnd
    return begun + signature + blockStop(index)
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
  /** What came of its text. */
  told: string
  /** What of that is not yet written. */
  unsaid: string
  /** Those that are not yet written. */
  readonly citations: Citation[]
  citationCount: number
  /** How its deltas begin; empty until its block is open, and for parts that are written whole. */
  delta: string
  proof?: string
  final?: Part
  hasEnded: boolean
}

const citationsOf = (part: Part): readonly Citation[] =>
  part.type === 'text' ? (part.citations ?? []) : []

/** What the end of a part tells beyond what came before. Nothing that was written can be taken back. */
const addRest = (writing: Writing, final: Part): void => {
  const text = textOf(final)
  if (final.type === writing.head.type && text.startsWith(writing.told))
    writing.unsaid += text.slice(writing.told.length)
  writing.citations.push(...citationsOf(final).slice(writing.citationCount))
}

const proofOf = ({ head, proof, final }: Writing): string | undefined =>
  proof ??
  (final?.type === 'thinking' ? final.proof : undefined) ??
  (head.type === 'thinking' ? head.proof : undefined)

const wholeOf = ({ part, head, unsaid, proof, final }: Writing): Part => {
  if (final !== undefined) return final
  if (unsaid === '' && proof === undefined) return head
  const fold = new AnswerFold()
  fold.apply({ type: 'part-start', choice: 0, part, head })
  fold.apply({ type: 'delta', choice: 0, part, text: unsaid })
  if (proof !== undefined) fold.apply({ type: 'proof', choice: 0, part, proof })
  return fold.partOf(0, part) ?? head
}
