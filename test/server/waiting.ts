/** Things in the order in which they came; `next` waits for one that nobody has taken yet. */
export class Waiting<Item> {
  readonly all: Item[] = []
  #taken = 0
  #arrival = Promise.withResolvers<void>()

  add(item: Item): void {
    this.all.push(item)
    this.#arrival.resolve()
    this.#arrival = Promise.withResolvers<void>()
  }

  async next(): Promise<Item> {
    for (;;) {
      const item = this.all[this.#taken]
      if (item !== undefined) {
        this.#taken += 1
        return item
      }
      await this.#arrival.promise
    }
  }
}
