/**
 * Calls in the way before there were tools (`function_call`, the role `function`): they have names alone. A call gets
 * an id of ours by its place, so that a conversation always reads the same, and its result is the next of that name.
 */
export class LegacyCalls {
  #count = 0
  readonly #open = new Map<string, string[]>()

  called(name: string): string {
    const id = this.#next()
    const open = this.#open.get(name)
    if (open === undefined) this.#open.set(name, [id])
    else open.push(id)
    return id
  }

  /** The call that this is the result of; one of its own when there was none. */
  answered(name: string): string {
    return this.#open.get(name)?.shift() ?? this.#next()
  }

  #next(): string {
    const id = `call_${this.#count}`
    this.#count += 1
    return id
  }
}
