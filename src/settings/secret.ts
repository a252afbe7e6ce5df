const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Characters a secret has at least before anything of its digest is shown. */
const fingerprintedFrom = 20

/**
 * A value that must not be seen. Whatever prints or serialises it by accident (templates, JSON,
 * console, inspection) gets a mask; only `reveal` gives the value, so every use can be searched for.
 * It does not travel between threads: the value is revealed where an account is spawned.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  get isEmpty(): boolean {
    return this.#value === ''
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value
  }

  /**
   * `***`, for a long secret with four digits of a digest, so that two can be told apart (of a short
   * one a digest would help to guess it); empty when there is none.
   */
  get mask(): string {
    if (this.isEmpty) return ''
    if (this.#value.length < fingerprintedFrom) return '***'
    const digest = new Bun.CryptoHasher('sha256').update(this.#value).digest('hex')
    return `*** (${digest.slice(0, 4)})`
  }

  toString(): string {
    return this.mask
  }

  toJSON(): string {
    return this.mask
  }

  [Symbol.toPrimitive](): string {
    return this.mask
  }

  [inspect](): string {
    return this.mask
  }
}
