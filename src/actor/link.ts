import { recordFailure } from './failure.ts'
import type { FailureRecord } from './message.ts'

/**
 * Carries batches to one other node and back, in order. A batch is one flat array of triples: address,
 * mark, payload. Measured on Bun 1.4.4 (40,000 messages): an array in which primitives and flat objects
 * alternate costs 1.3–1.6 µs CPU a message at 4–64 messages a batch, a post for each 1.9–3.7, nested
 * envelopes 2–2.5.
 */
export type Transport = {
  /** Throws, and posts nothing, when a part of the batch cannot be cloned. */
  post(batch: readonly unknown[]): void
  /** Called once, before the first batch is expected. */
  listen(receive: (batch: readonly unknown[]) => void): void
}

/** The mark of a command. A message is marked with its asker, or nothing. */
export const commandMark = '$'

export type Outgoing = {
  readonly to: string
  readonly mark: string
  readonly payload: unknown
  /** The actor that hears when the payload cannot be cloned, empty when it came from outside. */
  readonly sender: string
}

export type LinkOptions = {
  readonly transport: Transport
  readonly defer: (flush: () => void) => void
  readonly unclonable: (outgoing: Outgoing, failure: FailureRecord) => void
}

/** The way to one other node. What a turn emits goes as one post. */
export class Link {
  readonly #options: LinkOptions
  #outgoing: Outgoing[] = []

  constructor(options: LinkOptions) {
    this.#options = options
  }

  add(outgoing: Outgoing): void {
    if (this.#outgoing.push(outgoing) === 1) this.#options.defer(() => this.flush())
  }

  flush(): void {
    const outgoing = this.#outgoing
    if (outgoing.length === 0) return
    this.#outgoing = []
    try {
      this.#options.transport.post(batchOf(outgoing))
    } catch {
      for (const single of outgoing) this.#postAlone(single)
    }
  }

  /** One that cannot be cloned must not take its neighbours with it. */
  #postAlone(outgoing: Outgoing): void {
    try {
      this.#options.transport.post(batchOf([outgoing]))
    } catch (thrown) {
      this.#options.unclonable(outgoing, recordFailure(thrown))
    }
  }
}

const batchOf = (outgoing: readonly Outgoing[]): readonly unknown[] => {
  const batch: unknown[] = []
  for (const { to, mark, payload } of outgoing) batch.push(to, mark, payload)
  return batch
}
