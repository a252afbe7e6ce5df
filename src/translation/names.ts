/**
 * Names of one protocol made fit for another: the same name always becomes the same, two names never become one, and
 * the way back is known.
 */
export class Names {
  readonly #rule: NameRule
  readonly #fit = new Map<string, string>()
  readonly #origin = new Map<string, string>()

  constructor(rule: NameRule) {
    this.#rule = rule
  }

  fit(name: string): string {
    const known = this.#fit.get(name)
    if (known !== undefined) return known
    const chosen = this.#free(name)
    this.#fit.set(name, chosen)
    this.#origin.set(chosen, name)
    return chosen
  }

  /** What was fitted, as it was; any other name as it is. */
  origin(name: string): string {
    return this.#origin.get(name) ?? name
  }

  #free(name: string): string {
    if (this.#fits(name) && !this.#origin.has(name)) return name
    const digest = Bun.hash.wyhash(name).toString(36)
    const { maxLength } = this.#rule
    const base = name.replace(/[^\w-]/g, '_').slice(0, maxLength - digest.length - 1)
    const start = /^[a-z_]/i.test(base) ? base : `_${base.slice(1)}`
    return `${start}_${digest}`.slice(0, maxLength)
  }

  #fits(name: string): boolean {
    const { pattern, maxLength } = this.#rule
    return name.length <= maxLength && pattern.test(name)
  }
}

/** What a protocol takes. Letters, digits, `_` and `-` must be among it, and at least 32 characters. */
export type NameRule = { readonly pattern: RegExp; readonly maxLength: number }
