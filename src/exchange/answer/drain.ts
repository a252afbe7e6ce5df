import type { Clock } from '../../actor/clock.ts'

/** How long a finished answer may keep its connection before it is closed instead of used again. */
const DRAIN_MS = 2000

/**
 * Reads what an upstream still sends after its terminal event, which is nothing in practice but the end of the
 * body: only a body read to its end leaves a connection that the next request can use.
 */
export const drain = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  clock: Clock,
): Promise<void> => {
  const timer = clock.schedule(DRAIN_MS, () => void reader.cancel().catch(() => undefined))
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection broke after the answer was complete: there is nobody left to tell.
  } finally {
    timer.cancel()
  }
}
