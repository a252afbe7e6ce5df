import { write } from 'node:fs'
import type { Clock, TimerHandle } from '../actor/clock.ts'
import { type Batch, openLineBuffer } from './line-buffer.ts'

/** Where lines go. Writing never waits and never throws. */
export type Output = {
  /** `line` ends with its line break. One that does not fit any more is dropped and counted. */
  write(line: string): void
  /** Settles with 0 when no line waits any more, or after `withinMs` with the number of those that do. */
  flush(withinMs: number): Promise<number>
}

export type OutputOptions = {
  readonly clock: Clock
  /** Writes some of `bytes` and says how many, without blocking the caller. `writeTo(1)` for stdout. */
  readonly writeBytes: WriteBytes
  /** The line that says, once there is room again, that `dropped` lines were lost. */
  readonly notice: (dropped: number) => string
  /** Characters that may wait, those on their way included. */
  readonly capacity?: number
}

export type WriteBytes = (
  bytes: Uint8Array,
  done: (error: { readonly code?: string } | null, written: number) => void,
) => void

/**
 * Blocking or not, the file descriptor is written to by Bun's thread pool: a reader that does not read
 * holds up a pool thread, never the caller.
 */
export const writeTo =
  (descriptor: number): WriteBytes =>
  (bytes, done) =>
    write(descriptor, bytes, 0, bytes.length, null, (error, written) => done(error, written))

const defaultCapacity = 1_048_576
/** Lines are gathered for this long, so that many cost one write. */
const windowMs = 25
/** What is worth a write of its own does not wait for the window. */
const worthWriting = 65_536
const retryMs = 25

export const openOutput = (options: OutputOptions): Output => {
  const { clock, writeBytes, notice, capacity = defaultCapacity } = options
  const buffer = openLineBuffer(capacity)
  let batch: Batch | undefined
  let timer: TimerHandle | undefined
  let onIdle: readonly (() => void)[] = []

  const plan = (): void => {
    if (batch !== undefined) return
    if (onIdle.length > 0 || buffer.characters() >= worthWriting) start()
    else if (buffer.lines() > 0) timer ??= clock.schedule(windowMs, start)
  }

  const start = (): void => {
    timer?.cancel()
    timer = undefined
    batch = buffer.take()
    if (batch !== undefined) return send(batch, 0)
    for (const settle of onIdle) settle()
    onIdle = []
  }

  const send = (sent: Batch, from: number): void =>
    writeBytes(sent.bytes.subarray(from), (error, written) => {
      if (error?.code === 'EAGAIN') clock.schedule(retryMs, () => send(sent, from))
      else if (error !== null) finish(buffer.lost)
      else if (from + written < sent.bytes.length) send(sent, from + written)
      else finish(() => buffer.written(notice))
    })

  const finish = (settle: () => void): void => {
    settle()
    batch = undefined
    plan()
  }

  return {
    write: (line) => {
      buffer.add(line)
      plan()
    },
    flush: (withinMs) => {
      const { promise, resolve } = Promise.withResolvers<number>()
      const deadline = clock.schedule(withinMs, () => resolve(buffer.lines()))
      const settle = (): void => {
        deadline.cancel()
        resolve(0)
      }
      onIdle = [...onIdle, settle]
      plan()
      return promise
    },
  }
}
