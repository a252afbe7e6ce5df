import type { Ids } from '../codec.ts'
import { stringAt, type JsonObject } from '../json.ts'
import type { ChoiceParts } from './choice-parts.ts'
import { calledBy, callExtras, type Called } from './told-call.ts'

type Key = number | string

type CallReading = {
  readonly id: string
  readonly hasOwnId: boolean
  readonly kind: Called['kind']
  text: string
  /** Until its name is known a call has not begun. */
  part: number | undefined
  isEnded: boolean
}

/** The tool calls of one choice: told in pieces by their index, whole, or without either index or id. */
export class CallReadings {
  readonly #parts: ChoiceParts
  readonly #ids: Ids
  readonly #calls = new Map<Key, CallReading>()
  #last: Key = 0

  constructor(parts: ChoiceParts, ids: Ids) {
    this.#parts = parts
    this.#ids = ids
  }

  get isEmpty(): boolean {
    return this.#calls.size === 0
  }

  read(piece: JsonObject): void {
    const { kind, name, text } = calledBy(piece)
    const id = stringAt(piece, 'id')
    const key = this.#keyOf(piece, { id, name })
    const known = this.#calls.get(key)
    const call =
      known === undefined || isAnother(known, { id, name }) ? this.#begin(key, { id, kind }) : known
    if (call.isEnded) return
    call.text += text
    if (call.part === undefined) {
      if (name !== '') this.#open(call, name, piece)
    } else if (text !== '') this.#parts.grow(call.part, text)
  }

  endAll(): void {
    for (const call of this.#calls.values()) this.#end(call)
  }

  /** Imitators leave the index out: then an id, or a name, begins a call, and all else belongs to the last one. */
  #keyOf(piece: JsonObject, { id, name }: { readonly id: string; readonly name: string }): Key {
    const { index } = piece
    if (typeof index === 'number') return index
    if (id !== '') return id
    return name === '' || this.isEmpty ? this.#last : `unnamed ${this.#calls.size}`
  }

  #begin(
    key: Key,
    { id, kind }: { readonly id: string; readonly kind: Called['kind'] },
  ): CallReading {
    const replaced = this.#calls.get(key)
    if (replaced !== undefined) this.#end(replaced)
    for (const other of this.#calls.values()) if (isComplete(other)) this.#end(other)
    const call: CallReading = {
      id: id === '' ? this.#ids.next('call_') : id,
      hasOwnId: id !== '',
      kind,
      text: '',
      part: undefined,
      isEnded: false,
    }
    this.#calls.set(key, call)
    this.#last = key
    return call
  }

  #open(call: CallReading, name: string, piece: JsonObject): void {
    const { id, kind, text } = call
    const head = { type: 'tool-call', kind, id, name, arguments: '', ...callExtras(piece) } as const
    call.part = this.#parts.open(head)
    if (text !== '') this.#parts.grow(call.part, text)
  }

  #end(call: CallReading): void {
    if (call.isEnded) return
    call.isEnded = true
    if (call.part === undefined) this.#open(call, '', {})
    if (call.part !== undefined) this.#parts.end(call.part)
  }
}

/** Google's compatible interface has told parallel calls all under index 0. */
const isAnother = (
  known: CallReading,
  { id, name }: { readonly id: string; readonly name: string },
): boolean => id !== '' && name !== '' && known.hasOwnId && known.id !== id

const isComplete = ({ kind, text }: CallReading): boolean => {
  if (kind === 'custom' || !text.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
