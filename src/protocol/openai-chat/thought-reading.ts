import type { ThinkingPart } from '../../ir/part.ts'
import { isObject, listAt, stringAt, type JsonObject } from '../json.ts'
import type { ChoiceParts } from './choice-parts.ts'
import { plainThought, readDetail } from './thoughts.ts'

type OpenThought = {
  readonly part: number
  /** The place in the list of details; undefined for text that stands by itself. */
  readonly index: unknown
  text: string
}

/** The thoughts of one choice, which come as text, as details, or as both. */
export class ThoughtReading {
  readonly #parts: ChoiceParts
  #open: OpenThought | undefined

  constructor(parts: ChoiceParts) {
    this.#parts = parts
  }

  isToldBy(delta: JsonObject): boolean {
    const { reasoning_content: content, reasoning, reasoning_details: details } = delta
    return (
      (typeof content === 'string' && content !== '') ||
      (typeof reasoning === 'string' && reasoning !== '') ||
      (Array.isArray(details) && details.length > 0)
    )
  }

  read(delta: JsonObject): void {
    const details = listAt(delta, 'reasoning_details').filter(isObject)
    // Where details have the text, it stands in the plain field once more.
    if (!details.some((entry) => readDetail(entry).text !== '')) {
      const field = stringAt(delta, 'reasoning_content') === '' ? 'reasoning' : 'reasoning_content'
      this.grow(stringAt(delta, field), field)
    }
    for (const entry of details) this.#readEntry(entry)
  }

  grow(text: string, field = 'reasoning_content'): void {
    if (text === '') return
    const open = this.#open ?? this.#begin(plainThought('', field), undefined)
    open.text += text
    this.#parts.grow(open.part, text)
  }

  end(): void {
    if (this.#open !== undefined) this.#parts.end(this.#open.part)
    this.#open = undefined
  }

  #readEntry(entry: JsonObject): void {
    const { proof, ...thought } = readDetail(entry)
    const open = this.#open
    const isProofOnly = thought.text === '' && entry['type'] !== 'reasoning.encrypted'
    // Gateways tell the text of a thought that can be proven again beside its proof, ours among them.
    const isRepeated = open?.index === undefined && open?.text === thought.text
    if (open !== undefined && proof !== undefined && (isProofOnly || isRepeated)) {
      this.#parts.prove(open.part, proof)
      this.#open = undefined
      // Its id comes with the proof.
      const final = { ...thought, text: open.text, proof }
      this.#parts.end(open.part, thought.id === undefined ? undefined : final)
      return
    }
    if (thought.text === '') {
      this.end()
      if (proof !== undefined) this.#parts.whole({ ...thought, proof })
      return
    }
    this.#growAt(thought, entry['index'] ?? 0)
    if (proof !== undefined && this.#open !== undefined) this.#parts.prove(this.#open.part, proof)
  }

  #growAt(thought: ThinkingPart, index: unknown): void {
    if (this.#open !== undefined && this.#open.index !== index) this.end()
    const open = this.#open ?? this.#begin({ ...thought, text: '' }, index)
    open.text += thought.text
    this.#parts.grow(open.part, thought.text)
  }

  #begin(head: ThinkingPart, index: unknown): OpenThought {
    const open: OpenThought = { part: this.#parts.open(head), index, text: '' }
    this.#open = open
    return open
  }
}
