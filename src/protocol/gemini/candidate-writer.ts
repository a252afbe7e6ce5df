import type { Finish } from '../../ir/answer.ts'
import type { Citation, Part, TextPart, ThinkingPart } from '../../ir/part.ts'
import type { JsonObject } from '../json.ts'
import { Grounding } from './grounding-write.ts'
import { writePart } from './write-part.ts'

type OpenPart = {
  readonly head: Part
  text: string
  /**
   * The newest words of a thought, which wait for its signature: clients leave out a signature that comes without words
   * (the `ai` package's provider, 2026-11).
   */
  held: string
  proof?: string
  citations?: Citation[]
}

/** One candidate on its way out: texts go as they come, everything else when it is whole. */
export class CandidateWriter {
  readonly grounding = new Grounding()
  readonly #parts = new Map<number, OpenPart>()
  /** A client joins what comes in pieces: places are told in all of the text. */
  #toldBytes = 0
  finish: Finish | undefined
  /** How many parts there were. */
  count = 0

  /** The JSON of a part that can be told now; empty when there is none. */
  start(part: number, head: Part): string {
    const { text } = grown(head)
    const isThought = head.type === 'thinking'
    this.#parts.set(part, { head, text, held: isThought ? text : '' })
    this.count += 1
    return isText(head) && !isThought && text !== '' ? textJson(head, text) : ''
  }

  grow(part: number, text: string, hasMore: boolean): string {
    const open = this.#parts.get(part)
    if (open === undefined || (text === '' && !hasMore)) return ''
    open.text += text
    if (open.head.type === 'thinking') return this.#hold(open, open.head, text)
    return isText(open.head) ? textJson(open.head, text) : ''
  }

  #hold(open: OpenPart, head: ThinkingPart, text: string): string {
    const { held } = open
    if (text !== '') open.held = text
    return held === '' || text === '' ? '' : textJson(head, held)
  }

  cite(part: number, citation: Citation): void {
    const open = this.#parts.get(part)
    if (open === undefined) return
    open.citations ??= []
    open.citations.push(citation)
  }

  prove(part: number, proof: string): void {
    const open = this.#parts.get(part)
    if (open !== undefined) open.proof = proof
  }

  /** What is still to be told of a part. */
  end(part: number, final: Part | undefined): readonly JsonObject[] {
    const open = this.#parts.get(part)
    if (open === undefined) return []
    this.#parts.delete(part)
    const whole = final ?? wholePart(open)
    if (whole.type === 'web-search') this.grounding.search(whole)
    if (whole.type === 'text') this.#cite(whole)
    if (whole.type === 'text' || whole.type === 'refusal')
      this.#toldBytes += Buffer.byteLength(whole.text)
    if (!isText(whole)) return writePart(whole)
    // The text has gone out already, but for the end of a thought: what is left is what stands beside it.
    return writePart({ ...whole, text: open.held }).filter(
      (written) =>
        open.held !== '' || Object.keys(written).some((key) => key !== 'text' && key !== 'thought'),
    )
  }

  #cite({ text, citations = [] }: TextPart): void {
    const place = { text, partIndex: 0, bytesBefore: this.#toldBytes }
    for (const citation of citations) this.grounding.cite(citation, place)
  }
}

type Text = Extract<Part, { type: 'text' | 'thinking' | 'refusal' }>

const isText = (part: Part): part is Text =>
  part.type === 'text' || part.type === 'thinking' || part.type === 'refusal'

const textJson = ({ type }: Text, text: string): string =>
  type === 'thinking'
    ? `{"text":${JSON.stringify(text)},"thought":true}`
    : `{"text":${JSON.stringify(text)}}`

const grown = (head: Part): { readonly text: string } => {
  if (isText(head)) return head
  if (head.type === 'tool-call') return { text: head.arguments }
  return { text: head.type === 'code' ? head.code : '' }
}

const wholePart = ({ head, text, proof, citations }: OpenPart): Part => {
  const proven = proof === undefined ? {} : { proof }
  switch (head.type) {
    case 'text':
      return {
        ...head,
        ...proven,
        text,
        ...(citations && { citations: [...(head.citations ?? []), ...citations] }),
      }
    case 'thinking':
      return { ...head, ...proven, text }
    case 'refusal':
      return { ...head, text }
    case 'tool-call':
      return { ...head, ...proven, arguments: text }
    case 'code':
      return { ...head, code: text }
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return { ...head, ...proven }
    case 'tool-result':
    case 'web-search':
    case 'foreign':
      return head
    default:
      return head satisfies never
  }
}
