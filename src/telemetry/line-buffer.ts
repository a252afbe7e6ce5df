/** Lines that are on their way together. */
export type Batch = {
  readonly bytes: Uint8Array
  readonly characters: number
  readonly lines: number
}

/** Lines that wait or are on their way, never more than `capacity` characters of them. */
export type LineBuffer = {
  /** What does not fit is counted as dropped. */
  add(line: string): void
  /** Everything that waits; it stays in the count until it is written or lost. */
  take(): Batch | undefined
  /** The batch is out. Says so by a line of `notice` when lines were dropped meanwhile. */
  written(notice: (dropped: number) => string): void
  /** The batch is gone. */
  lost(): void
  /** Waiting characters. */
  characters(): number
  /** Lines that wait or are on their way. */
  lines(): number
}

const nothing = { characters: 0, lines: 0 }

export const openLineBuffer = (capacity: number): LineBuffer => {
  let waiting = ''
  let waitingLines = 0
  let sent: Omit<Batch, 'bytes'> = nothing
  let dropped = 0

  const add = (line: string): void => {
    if (waiting.length + sent.characters + line.length > capacity) {
      dropped += 1
      return
    }
    waiting += line
    waitingLines += 1
  }

  return {
    add,
    take: () => {
      if (waitingLines === 0) return undefined
      sent = { characters: waiting.length, lines: waitingLines }
      const batch = { bytes: Buffer.from(waiting), ...sent }
      waiting = ''
      waitingLines = 0
      return batch
    },
    // Only a success is followed by a notice: that of a failed write would fail in its turn, for ever.
    written: (notice) => {
      sent = nothing
      const count = dropped
      dropped = 0
      if (count > 0) add(notice(count))
    },
    lost: () => {
      dropped += sent.lines
      sent = nothing
    },
    characters: () => waiting.length,
    lines: () => waitingLines + sent.lines,
  }
}
