import type { Transit } from './dispatcher.ts'

/** What is under way from one sender to one receiver, in its order. */
export class Way {
  readonly from: string
  readonly to: string
  readonly #deliveries: Transit[]

  constructor(first: Transit) {
    this.from = first.from
    this.to = first.to
    this.#deliveries = [first]
  }

  get isEmpty(): boolean {
    return this.#deliveries.length === 0
  }

  add(delivery: Transit): void {
    this.#deliveries.push(delivery)
  }

  take(): Transit | undefined {
    return this.#deliveries.shift()
  }
}

/** Nearly always one or two ways are open. To look through a few costs a tenth of writing the name of one and looking it up. */
const FEW = 16

/** The ways on which something is. */
export class Ways {
  readonly #few: Way[] = []
  readonly #others = new Map<string, Way>()

  find(from: string, to: string): Way | undefined {
    for (const way of this.#few) if (way.to === to && way.from === from) return way
    return this.#others.size === 0 ? undefined : this.#others.get(nameOf({ from, to }))
  }

  open(way: Way): void {
    if (this.#few.length < FEW) this.#few.push(way)
    else this.#others.set(nameOf(way), way)
  }

  close(way: Way): void {
    const index = this.#few.indexOf(way)
    const last = index < 0 ? undefined : this.#few.pop()
    if (last === undefined) this.#others.delete(nameOf(way))
    else if (last !== way) this.#few[index] = last
  }
}

const nameOf = ({ from, to }: Pick<Way, 'from' | 'to'>): string => `${from} ${to}`
