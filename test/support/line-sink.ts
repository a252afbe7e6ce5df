import { systemClock } from '../../src/actor/index.ts'
import { openMainLog, type MainLog } from '../../src/telemetry/log.ts'
import type { WriteBytes } from '../../src/telemetry/output.ts'

export type LineSink = {
  readonly writeBytes: WriteBytes
  /** What came out so far, split at line breaks. */
  lines(): readonly string[]
  /** The same, read as JSON. */
  entries(): readonly Readonly<Record<string, unknown>>[]
  /** From now on nothing is taken; what is offered waits for `resume`. */
  pause(): void
  resume(): void
  /** How many writes it took. */
  writes(): number
}

/** A log that leaves nothing out, and what comes out of it. */
export const watchedLog = (): { readonly log: MainLog; readonly sink: LineSink } => {
  const sink = lineSink()
  const log = openMainLog({
    clock: systemClock,
    environment: { LOG_LEVEL: 'debug' },
    writeBytes: sink.writeBytes,
    isTerminal: false,
  })
  return { log, sink }
}

/** Takes everything at once, unless it is paused: a reader that may stop reading. */
export const lineSink = (): LineSink => {
  let text = ''
  let writes = 0
  let isPaused = false
  let held: (() => void) | undefined
  const lines = (): readonly string[] => text.split('\n').slice(0, -1)
  return {
    writeBytes: (bytes, done) => {
      const take = (): void => {
        writes += 1
        text += Buffer.from(bytes).toString()
        done(null, bytes.length)
      }
      if (isPaused) held = take
      else take()
    },
    lines,
    entries: () => lines().map((line) => JSON.parse(line)),
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      const take = held
      held = undefined
      take?.()
    },
    writes: () => writes,
  }
}
