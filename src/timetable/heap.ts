/** Less than 0: `one` comes first. Equal items come in any order. */
export type Before<Item> = (one: Item, other: Item) => number

/**
 * Items of which the first one is always known: a binary heap that knows where each of its items is, so that any can be
 * taken out or put right in as many steps as it is high.
 */
export class Heap<Item> {
  readonly #before: Before<Item>
  readonly #items: Item[] = []
  readonly #places = new Map<Item, number>()

  constructor(before: Before<Item>) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[0]
  }

  has(item: Item): boolean {
    return this.#places.has(item)
  }

  /** What is in it already is put right. */
  add(item: Item): void {
    if (this.#places.has(item)) return this.putRight(item)
    this.#set(this.#items.length, item)
    this.#rise(this.#items.length - 1)
  }

  remove(item: Item): void {
    const place = this.#places.get(item)
    if (place === undefined) return
    this.#places.delete(item)
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    this.#set(place, last)
    this.putRight(last)
  }

  /** What its place is decided by has changed. */
  putRight(item: Item): void {
    const place = this.#places.get(item)
    if (place !== undefined) this.#sink(this.#rise(place))
  }

  /** All that come before those for which it holds, in their order. Costs as much as there are, times the logarithm. */
  until(isBeyond: (item: Item) => boolean): readonly Item[] {
    const found: Item[] = []
    const visit = (place: number): void => {
      const item = this.#items[place]
      if (item === undefined || isBeyond(item)) return
      found.push(item)
      visit(2 * place + 1)
      visit(2 * place + 2)
    }
    visit(0)
    return found.sort(this.#before)
  }

  #rise(from: number): number {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#swapIfBefore(place, parent)) break
      place = parent
    }
    return place
  }

  #sink(from: number): void {
    let place = from
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2]
      const child = this.#isBefore(right, left) ? right : left
      if (!this.#swapIfBefore(child, place)) return
      place = child
    }
  }

  #swapIfBefore(one: number, other: number): boolean {
    const [item, overtaken] = [this.#items[one], this.#items[other]]
    if (item === undefined || overtaken === undefined) return false
    if (this.#before(item, overtaken) >= 0) return false
    this.#set(one, overtaken)
    this.#set(other, item)
    return true
  }

  #isBefore(one: number, other: number): boolean {
    const [item, compared] = [this.#items[one], this.#items[other]]
    return item !== undefined && compared !== undefined && this.#before(item, compared) < 0
  }

  #set(place: number, item: Item): void {
    this.#items[place] = item
    this.#places.set(item, place)
  }
}
