type Entry<Value> = {
  readonly key: string
  value: Value
  older: Entry<Value> | undefined
  newer: Entry<Value> | undefined
}

/**
 * A map that remembers in which order its entries were used, so that the one unused longest can give way. Every step is
 * O(1), however often one key is used. A Map alone does as much by deleting a key and setting it anew, but it keeps what
 * was deleted in the key's own chain until it is next rebuilt: one key among 100,000 costs 77 µs a use after 50,000 uses.
 */
export class Recency<Value> {
  readonly #entries = new Map<string, Entry<Value>>()
  #oldest: Entry<Value> | undefined
  #newest: Entry<Value> | undefined

  get size(): number {
    return this.#entries.size
  }

  /** Which is no use: the order stays. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key)?.value
  }

  use(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry !== undefined) this.#renew(entry)
    return entry?.value
  }

  /** Which is a use. */
  put(key: string, value: Value): void {
    const known = this.#entries.get(key)
    if (known !== undefined) {
      known.value = value
      return this.#renew(known)
    }
    const entry: Entry<Value> = { key, value, older: undefined, newer: undefined }
    this.#entries.set(key, entry)
    this.#append(entry)
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key)
    if (entry === undefined) return false
    this.#entries.delete(key)
    this.#unlink(entry)
    return true
  }

  clear(): void {
    this.#entries.clear()
    this.#oldest = undefined
    this.#newest = undefined
  }

  /** The ones unused longest give way until there are no more than so many. */
  keepNewest(most: number): void {
    while (this.#oldest !== undefined && this.size > most) this.delete(this.#oldest.key)
  }

  /** The one unused longest first. What it has just told of may be deleted meanwhile. */
  *[Symbol.iterator](): Generator<readonly [string, Value], undefined> {
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer)
      yield [entry.key, entry.value]
    return undefined
  }

  #renew(entry: Entry<Value>): void {
    if (entry === this.#newest) return
    this.#unlink(entry)
    this.#append(entry)
  }

  #append(entry: Entry<Value>): void {
    entry.older = this.#newest
    entry.newer = undefined
    if (this.#newest === undefined) this.#oldest = entry
    else this.#newest.newer = entry
    this.#newest = entry
  }

  #unlink({ older, newer }: Entry<Value>): void {
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
  }
}
