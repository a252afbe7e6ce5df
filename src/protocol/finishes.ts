/** Which of an answer's alternatives (choices, candidates) are still being written. */
export class Finishes {
  readonly #open = new Set<number>()
  #hasFinished = false

  note(index: number, isFinished: boolean): void {
    if (!isFinished) {
      this.#open.add(index)
      return
    }
    this.#open.delete(index)
    this.#hasFinished = true
  }

  /** Something was finished and nothing is open: the answer may end here. */
  get isComplete(): boolean {
    return this.#hasFinished && this.#open.size === 0
  }
}
