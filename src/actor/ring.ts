const initialSlots = 8

/** A queue in a circular buffer that doubles when it is full. Both ends cost the same however long it is. */
export class Ring<Item> {
  #slots: (Item | undefined)[] = Array.from({ length: initialSlots })
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(item: Item): void {
    if (this.#length === this.#slots.length) this.#grow()
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item
    this.#length += 1
  }

  shift(): Item | undefined {
    if (this.#length === 0) return undefined
    const item = this.#slots[this.#head]
    this.#slots[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#slots.length - 1)
    this.#length -= 1
    return item
  }

  peek(): Item | undefined {
    return this.#slots[this.#head]
  }

  #grow(): void {
    const { length } = this.#slots
    const slots: (Item | undefined)[] = Array.from({ length: length * 2 })
    for (let index = 0; index < length; index += 1) {
      slots[index] = this.#slots[(this.#head + index) & (length - 1)]
    }
    this.#slots = slots
    this.#head = 0
  }
}
