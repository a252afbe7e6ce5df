import { nearestName } from '../../src/ir/near-names.ts'
import { Mistake } from './mistake.ts'

/** What a file holds, as a table whose fields are asked for one by one. Faults are gathered, and told all together. */
export const readDataFile = async <Data>(
  path: string,
  read: (table: Table) => Data,
): Promise<Data> => {
  const faults: string[] = []
  const data = read(new Table({ value: await parsed(path), at: '', faults }))
  if (faults.length === 0) return data
  throw new Mistake(`${path} cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
}

const parsed = async (path: string): Promise<unknown> => {
  const file = Bun.file(path)
  if (!(await file.exists())) throw new Mistake(`${path}: there is no such file`)
  try {
    return Bun.TOML.parse(await file.text())
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Mistake(`${path} is not TOML: ${why}`, { cause: thrown })
  }
}

type Whole = { readonly value: unknown; readonly at: string; readonly faults: string[] }

/** `least` and `most` are allowed themselves. */
type Limits = { readonly least?: number; readonly most?: number; readonly isWhole?: true }

export class Table {
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #at: string
  readonly #faults: string[]
  readonly #known = new Set<string>()

  constructor({ value, at, faults }: Whole) {
    this.#at = at
    this.#faults = faults
    this.#fields = isRecord(value) ? value : {}
    if (!isRecord(value)) faults.push(`${at} must be a table`)
  }

  has(key: string): boolean {
    this.#known.add(key)
    return this.#fields[key] !== undefined
  }

  /** `absent`: what holds where the file says nothing; without one it must say something. */
  text(key: string, absent?: string): string {
    const value = this.#value(key, absent)
    if (typeof value === 'string' && (value !== '' || absent === '')) return value
    return this.#refuse(key, 'must be a text in quotes', '')
  }

  choice<Choice extends string>(
    key: string,
    choices: readonly Choice[],
    absent?: Choice,
  ): Choice | undefined {
    const value = this.#value(key, absent)
    const found = choices.find((choice) => choice === value)
    return found ?? this.#refuse(key, `must be one of ${choices.join(', ')}`, undefined)
  }

  flag(key: string, absent?: boolean): boolean {
    const value = this.#value(key, absent)
    return typeof value === 'boolean' ? value : this.#refuse(key, 'must be true or false', false)
  }

  number(key: string, limits: Limits, absent?: number): number {
    const value = this.#value(key, absent)
    return isWithin(value, limits) ? value : this.#refuse(key, `must be ${wordsOf(limits)}`, 0)
  }

  /** Two numbers, the least and the most. */
  range(key: string, limits: Limits): readonly [number, number] {
    const value = this.#value(key)
    const [least, most, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : []
    if (isWithin(least, limits) && isWithin(most, limits) && least <= most && others.length === 0)
      return [least, most]
    const words = `must be two numbers in brackets, the least and the most, each ${wordsOf(limits)}`
    return this.#refuse(key, words, [0, 0])
  }

  /** One item for each table of this name, written as `[[key]]`; at least one. */
  list<Item>(key: string, read: (table: Table) => Item): readonly Item[] {
    const value = this.#value(key)
    if (!Array.isArray(value) || value.length === 0)
      return this.#refuse(key, `must be one table or more, each headed [[${key}]]`, [])
    return value.map((one: unknown, index) =>
      read(new Table({ value: one, at: `${this.#path(key)}[${index}]`, faults: this.#faults })),
    )
  }

  /** Nothing may be left that was not asked for. */
  end(): void {
    for (const key of Object.keys(this.#fields)) {
      if (this.#known.has(key)) continue
      const near = nearestName(key, this.#known)
      const remedy =
        near === undefined ? `known are ${Array.from(this.#known).join(', ')}` : `meant is ${near}?`
      this.#faults.push(`${this.#path(key)} is not known: ${remedy}`)
    }
  }

  #value(key: string, absent?: unknown): unknown {
    this.#known.add(key)
    return this.#fields[key] ?? absent
  }

  #refuse<Value>(key: string, words: string, standIn: Value): Value {
    const value = this.#fields[key]
    const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`
    this.#faults.push(`${this.#path(key)} ${found}: it ${words}`)
    return standIn
  }

  #path(key: string): string {
    return this.#at === '' ? key : `${this.#at}.${key}`
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isWithin = (value: unknown, { least, most, isWhole }: Limits): value is number =>
  typeof value === 'number' &&
  Number.isFinite(value) &&
  value >= (least ?? value) &&
  value <= (most ?? value) &&
  (isWhole !== true || Number.isInteger(value))

const wordsOf = ({ least, most, isWhole }: Limits): string =>
  [
    isWhole === true ? 'a whole number' : 'a number',
    ...(least === undefined ? [] : [`from ${least}`]),
    ...(most === undefined ? [] : [`to ${most}`]),
  ].join(' ')
