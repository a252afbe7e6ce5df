/** Text beyond it is not looked at but counted by the measure of what was. */
const maxCharacters = 2_000_000

/**
 * The tokenizer's work grows with the square of a run without spaces, so no piece is longer: 20,000 Chinese characters
 * in one take 1.2 s, in such pieces 150 ms.
 */
const pieceLength = 1_024

/** While nothing was counted: what most English text comes to. */
const usualRatio = 1 / 4

export type TallyParts = {
  readonly countText: (text: string) => number
  /** Asked before each piece: false leaves the rest to be estimated. */
  readonly hasTime: () => boolean
}

/** Adds up tokens, within bounds. */
export class Tally {
  readonly #parts: TallyParts
  #fixed = 0
  #tokens = 0
  #characters = 0
  #unread = 0

  constructor(parts: TallyParts) {
    this.#parts = parts
  }

  add(tokens: number): void {
    this.#fixed += tokens
  }

  text(text: string): void {
    let start = 0
    while (start < text.length) {
      const room = Math.min(pieceLength, maxCharacters - this.#characters)
      if (room <= 0 || !this.#parts.hasTime()) break
      const piece = pieceAt(text, start, room)
      this.#tokens += this.#parts.countText(piece)
      this.#characters += piece.length
      start += piece.length
    }
    this.#unread += text.length - start
  }

  /** Not all of the text was looked at. */
  get isRough(): boolean {
    return this.#unread > 0
  }

  get total(): number {
    const ratio = this.#characters === 0 ? usualRatio : this.#tokens / this.#characters
    return this.#fixed + this.#tokens + Math.ceil(this.#unread * ratio)
  }
}

/** Cut before a space where there is one, as the tokenizer itself would; never between the halves of a character. */
const pieceAt = (text: string, start: number, length: number): string => {
  const piece = text.slice(start, start + length)
  if (start + length >= text.length) return piece
  const space = Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\n'))
  if (space > length / 2) return piece.slice(0, space)
  const isHalf = length > 1 && /[\ud800-\udbff]$/.test(piece)
  return isHalf ? piece.slice(0, -1) : piece
}
