const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Walks the ends of lines (LF, CR LF, CR) of a byte string, forward only. Both next positions are kept, so
 * a text with only one kind of line end is not searched for the other again and again.
 */
export class LineEnds {
  /** Where the found line end begins. */
  at = -1
  /** Where the next line begins. */
  after = 0
  readonly #bytes: string
  #nextFeed: number
  #nextReturn: number

  constructor(bytes: string, from: number) {
    this.#bytes = bytes
    this.#nextFeed = bytes.indexOf('\n', from)
    this.#nextReturn = bytes.indexOf('\r', from)
  }

  find(from: number): boolean {
    if (this.#nextFeed !== -1 && this.#nextFeed < from)
      this.#nextFeed = this.#bytes.indexOf('\n', from)
    if (this.#nextReturn !== -1 && this.#nextReturn < from)
      this.#nextReturn = this.#bytes.indexOf('\r', from)
    this.at = nearer(this.#nextFeed, this.#nextReturn)
    this.after = this.at + (this.#isPair() ? 2 : 1)
    return this.at !== -1
  }

  /** The line ended with a CR that is the last byte so far: an LF may follow that belongs to it. */
  isOpen(): boolean {
    return (
      this.after === this.#bytes.length &&
      this.#bytes.charCodeAt(this.at) === carriageReturn &&
      !this.#isPair()
    )
  }

  #isPair(): boolean {
    return this.at === this.#nextReturn && this.#bytes.charCodeAt(this.at + 1) === lineFeed
  }
}

const nearer = (one: number, other: number): number => {
  if (one === -1) return other
  return other === -1 ? one : Math.min(one, other)
}
