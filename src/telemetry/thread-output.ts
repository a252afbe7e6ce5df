import { BroadcastChannel } from 'node:worker_threads'
import type { Clock } from '../actor/clock.ts'
import type { Output } from './output.ts'

/**
 * Lines of other threads reach stdout through the main thread: two threads that write to one pipe tear
 * each other's lines apart as soon as it is full. They travel on a broadcast channel of the process, so that
 * neither the actor runtime nor who started the thread has to know of them.
 */
const channelName = 'switchyard.log'

/** The main thread's buffer is bounded, the way to it is not: a thread says no more than this in a second. */
const linesPerSecond = 500

/** The output of a thread that is not the main one. */
export const openThreadOutput = (clock: Clock, notice: (dropped: number) => string): Output => {
  let secondStartedAt = clock.monotonic()
  let lines = 0
  let dropped = 0
  const beginSecond = (now: number): void => {
    secondStartedAt = now
    lines = 0
    if (dropped > 0) broadcast(notice(dropped))
    dropped = 0
  }
  return {
    write: (line) => {
      const now = clock.monotonic()
      if (now - secondStartedAt >= 1_000) beginSecond(now)
      if (lines >= linesPerSecond) dropped += 1
      else broadcast(line)
      lines += 1
    },
    flush: async () => 0,
  }
}

/** Opened for each line: one kept open would gather every other thread's lines in a thread that is stuck. */
const broadcast = (line: string): void => {
  const channel = new BroadcastChannel(channelName)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  channel.postMessage(line)
  channel.close()
}

/** Hands the lines of all other threads to `receive`, until it is disposed of. Keeps no process alive. */
export const receiveThreadLines = (receive: (line: string) => void): Disposable => {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', (event) => {
    if ('data' in event && typeof event.data === 'string') receive(event.data)
  })
  channel.unref()
  return { [Symbol.dispose]: () => channel.close() }
}
