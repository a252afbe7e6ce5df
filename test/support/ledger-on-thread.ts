import { systemClock } from '../../src/actor/clock.ts'
import { NodePool } from '../../src/actor/node-pool.ts'
import { systemRandom } from '../../src/actor/random.ts'
import { ActorSystem } from '../../src/actor/system.ts'
import { type Ledger, openLedger } from '../../src/ledger/client.ts'
import { openMainLog } from '../../src/telemetry/log.ts'

export type LedgerOnThread = AsyncDisposable & {
  readonly ledger: Ledger
  /** The thread ends as in a crash; the pool starts another. */
  killThread(): void
  /** Everything logged so far, by any thread. */
  logged(): string
  /** Resolves when the log holds this text. */
  untilLogged(text: string): Promise<void>
}

export type LedgerOnThreadOptions = {
  readonly dsn: string
  readonly capacity?: number
  readonly entry?: string
  readonly environment?: unknown
}

/** The ledger as `main` runs it: a real thread, a real database, the real log. */
export const ledgerOnThread = async (options: LedgerOnThreadOptions): Promise<LedgerOnThread> => {
  const { dsn, capacity = 4_096, entry = './workers/ledger.ts', environment } = options
  const output = watchedOutput()
  const log = openMainLog({
    clock: systemClock,
    environment: {},
    isTerminal: false,
    writeBytes: output.writeBytes,
  })
  const system = new ActorSystem({ node: 'main' })
  const pool = new NodePool({ system, entry, size: 1, namePrefix: 'ledger', environment })
  await pool.start()
  const ledger = openLedger({
    capacity,
    maxBatchSize: 1_024,
    windowMs: 25,
    stateCapacity: 1_000,
    clock: systemClock,
    random: systemRandom,
    log,
    place: () => pool.nodes()[0],
  })
  system.spawn(ledger.supervisor, 'ledger', { dsn })
  return {
    ledger,
    killThread: () => pool.nodes().forEach((node) => pool.kill(node)),
    logged: output.text,
    untilLogged: output.until,
    [Symbol.asyncDispose]: async () => {
      await system.shutdown()
      await pool.stop(5_000)
      log[Symbol.dispose]()
    },
  }
}

const watchedOutput = () => {
  let text = ''
  const waiting = new Map<string, () => void>()
  const notify = (): void => {
    for (const [wanted, resolve] of waiting) if (text.includes(wanted)) resolve()
  }
  return {
    text: () => text,
    writeBytes: (bytes: Uint8Array, done: (error: null, written: number) => void): void => {
      text += Buffer.from(bytes).toString()
      notify()
      done(null, bytes.length)
    },
    until: (wanted: string): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.set(wanted, resolve)
      notify()
      return promise
    },
  }
}
