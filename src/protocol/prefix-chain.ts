import type { Prefix } from '../ir/prefix.ts'
import { weightOf } from './prompt-item.ts'

/** Upstreams cache from 1,024 tokens on, of about four bytes. */
export const leastBytes = 4_096
/** What many share is at its beginning, and a conversation grows at its end. */
export const firstMarks = 8
export const lastMarks = 56

/**
 * A rolling hash: each mark is of all that was added before it. Its 64 bits can be forged; whoever does so fools nobody
 * else, as marks are compared among those of one user.
 */
export class PrefixChain {
  readonly #marks: { readonly state: bigint; readonly bytes: number }[] = []
  #state: bigint
  #bytes = 0

  /** `seed`: what tells prompts apart whatever they say. */
  constructor(seed: string) {
    this.#state = hash(seed, 0n)
  }

  add(text: string): void {
    this.#state = hash(text, this.#state)
    this.#bytes += weightOf(text)
  }

  /** Here a block ends. */
  mark(): void {
    if (this.#bytes >= leastBytes) this.#marks.push({ state: this.#state, bytes: this.#bytes })
  }

  /** Blocks end at these places of what is added next. */
  markWithin(text: string, ends: readonly number[]): void {
    let [state, bytes, start] = [this.#state, this.#bytes, 0]
    for (const end of ends) {
      const piece = text.slice(start, end)
      state = hash(piece, state)
      bytes += weightOf(piece)
      start = end
      if (bytes >= leastBytes) this.#marks.push({ state, bytes })
    }
  }

  /** The first and the last ones. */
  prefixes(): readonly Prefix[] {
    const marks = this.#marks
    const kept =
      marks.length <= firstMarks + lastMarks
        ? marks
        : [...marks.slice(0, firstMarks), ...marks.slice(-lastMarks)]
    return kept.map(({ state, bytes }) => ({ mark: state.toString(16), bytes }))
  }
}

export const markOf = (text: string): string => hash(text, 0n).toString(16)

const hash = (text: string, seed: bigint): bigint => BigInt(Bun.hash(text, seed))
