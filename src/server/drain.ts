import type { Clock } from '../actor/clock.ts'
import type { Front } from './front.ts'
import { shuttingDown } from './refusal.ts'

/** What is needed of Bun's server. */
export type Stoppable = { stop(closeActiveConnections?: boolean): Promise<void> }

/** For the last events of streams that were broken off to reach their clients. */
const flushMs = 1_000

/**
 * Stops accepting, lets open exchanges finish for `drainMs`, then ends the rest: streams with their protocol's error
 * event, those that still wait with 503. Resolves when every connection is closed.
 */
export const drain = async (front: Front, server: Stoppable, drainMs: number): Promise<void> => {
  front.isDraining = true
  const closed = server.stop(false)
  await within(front.clock, drainMs, front.exchanges.whenEmpty())
  front.exchanges.breakOffAll(shuttingDown())
  await within(front.clock, flushMs, closed)
  await server.stop(true)
}

/** Stops accepting, and ends what is not answered in a moment. */
export const close = async (clock: Clock, server: Stoppable): Promise<void> => {
  await within(clock, flushMs, server.stop(false))
  await server.stop(true)
}

/** Waits for `work`, but no longer than `limitMs`. */
const within = async (clock: Clock, limitMs: number, work: Promise<void>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = clock.schedule(limitMs, resolve)
  await Promise.race([work, promise])
  timer.cancel()
}
