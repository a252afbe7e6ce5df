import type { Fault } from '../ir/report.ts'
import { isObject, type JsonObject } from './json.ts'

/**
 * A value in a client's request and the way to it. Reading never throws: what is not as it should be is noted once, with
 * its path, and read as if it were not there, so that one pass over a request finds its first fault.
 * `null` is the same as not given, as all three vendors take it.
 */
export class Field {
  readonly value: unknown
  readonly #faults: Fault[]
  readonly #parent: Field | undefined
  readonly #key: string | number

  private constructor(
    value: unknown,
    faults: Fault[],
    place?: { parent: Field; key: string | number },
  ) {
    this.value = value
    this.#faults = faults
    this.#parent = place?.parent
    this.#key = place?.key ?? ''
  }

  static root(body: JsonObject): Field {
    return new Field(body, [])
  }

  /** `messages[2].content`; empty for the whole body. */
  get path(): string {
    if (this.#parent === undefined) return ''
    const before = this.#parent.path
    if (typeof this.#key === 'number') return `${before}[${this.#key}]`
    return before === '' ? this.#key : `${before}.${this.#key}`
  }

  /** The first fault of the whole request. */
  get fault(): Fault | undefined {
    return this.#faults[0]
  }

  get isGiven(): boolean {
    return this.value !== undefined && this.value !== null
  }

  reject(problem: string): void {
    this.#faults.push({ field: this.path, problem })
  }

  /** A member; of what is no object, nothing is given. */
  at(key: string): Field {
    const value = isObject(this.value) ? this.value[key] : undefined
    return new Field(value, this.#faults, { parent: this, key })
  }

  get isText(): boolean {
    return typeof this.value === 'string'
  }

  get isList(): boolean {
    return Array.isArray(this.value)
  }

  /** The elements of a list; none when it is not given. */
  items(): readonly Field[] {
    if (!this.isGiven) return []
    if (!Array.isArray(this.value)) {
      this.reject('must be a list')
      return []
    }
    return this.value.map((value, key) => new Field(value, this.#faults, { parent: this, key }))
  }

  object(): JsonObject | undefined {
    if (!this.isGiven) return undefined
    if (isObject(this.value)) return this.value
    this.reject('must be an object')
    return undefined
  }

  text(): string | undefined {
    if (!this.isGiven) return undefined
    if (typeof this.value === 'string') return this.value
    this.reject('must be a string')
    return undefined
  }

  /** A text that must be there. */
  requiredText(): string {
    if (!this.isGiven) this.reject('is required: a string')
    return this.text() ?? ''
  }

  number(): number | undefined {
    if (!this.isGiven) return undefined
    if (typeof this.value === 'number' && Number.isFinite(this.value)) return this.value
    this.reject('must be a number')
    return undefined
  }

  /** A whole number of at least `minimum`. */
  whole(minimum = 0): number | undefined {
    const number = this.number()
    if (number === undefined || (Number.isSafeInteger(number) && number >= minimum)) return number
    this.reject(`must be a whole number of at least ${minimum}`)
    return undefined
  }

  flag(): boolean | undefined {
    if (!this.isGiven) return undefined
    if (typeof this.value === 'boolean') return this.value
    this.reject('must be true or false')
    return undefined
  }

  oneOf<Word extends string>(words: readonly Word[]): Word | undefined {
    const text = this.text()
    if (text === undefined) return undefined
    const word = words.find((known) => known === text)
    if (word === undefined) this.reject(`must be one of ${words.join(', ')}`)
    return word
  }

  texts(): readonly string[] {
    return this.items().flatMap((item) => {
      if (!item.isGiven) item.reject('must be a string')
      const text = item.text()
      return text === undefined ? [] : [text]
    })
  }

  /** The members that `known` does not name: what only this protocol knows. Undefined when there are none. */
  extras(known: ReadonlySet<string>): JsonObject | undefined {
    if (!isObject(this.value)) return undefined
    let extras: Record<string, unknown> | undefined
    for (const key in this.value) {
      if (known.has(key) || this.value[key] === undefined) continue
      extras ??= {}
      extras[key] = this.value[key]
    }
    return extras
  }
}
