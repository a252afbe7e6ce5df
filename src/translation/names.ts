/**
 * Names of one protocol made fit for another: the same name always becomes the same, two names never become one, and
 * the way back is known.
 */
export class Names {
  readonly #rule: NameRule
  readonly #fit = new Map<string, string>()
  readonly #origin = new Map<string, string>()

  /** No name becomes one of the `taken`. */
  constructor(rule: NameRule, taken: readonly string[] = []) {
    this.#rule = rule
    for (const name of taken) this.#origin.set(name, name)
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
    const plain = /^[a-z_]/i.test(name) ? name : `_${name}`
    const clean = plain.replace(/[^\w-]/g, '_')
    const candidate = this.#fits(name) ? name : clean
    if (this.#fits(candidate) && !this.#origin.has(candidate)) return candidate
    const digest = Bun.hash.wyhash(name).toString(36)
    return `${clean.slice(0, this.#rule.maxLength - digest.length - 1)}_${digest}`
  }

  #fits(name: string): boolean {
    const { pattern, maxLength } = this.#rule
    return name.length <= maxLength && pattern.test(name)
  }
}

/** What a protocol takes. Letters, digits, `_` and `-` must be among it, and at least 32 characters. */
export type NameRule = { readonly pattern: RegExp; readonly maxLength: number }
