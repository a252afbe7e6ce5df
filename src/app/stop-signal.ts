import type { Clock } from '../actor/index.ts'

export type StopSignal = {
  /** Settles with the name of the first signal that asks the program to stop. */
  readonly first: Promise<string>
}

export type StopSignalOptions = {
  readonly clock: Clock
  /** `process`, or what a test puts in its place. */
  readonly source: Pick<NodeJS.EventEmitter, 'on'>
  /** Whether a package runner (`bun run`, `npx`) stands between the terminal and this process. */
  readonly hasRunner: boolean
  /** The operator does not want to wait any longer. */
  readonly onSecond: () => void
}

/** Far more than a runner needs to pass a signal on, far less than a person between two key presses. */
const echoMs = 100

/**
 * Listens for SIGINT and SIGTERM from now on.
 *
 * A terminal sends Ctrl-C to everyone in front of it, and a package runner passes what it gets on to
 * its child: one key press arrives here twice. Below a runner the same signal, right after the first,
 * is therefore taken for its echo.
 */
export const listenForStop = (options: StopSignalOptions): StopSignal => {
  const { clock, source, hasRunner, onSecond } = options
  const { promise, resolve } = Promise.withResolvers<string>()
  let first: { readonly signal: string; readonly at: number } | undefined
  const receive = (signal: string): void => {
    const now = clock.monotonic()
    if (first === undefined) {
      first = { signal, at: now }
      return resolve(signal)
    }
    const isEcho = hasRunner && signal === first.signal && now - first.at < echoMs
    if (!isEcho) onSecond()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) source.on(signal, () => receive(signal))
  return { first: promise }
}
