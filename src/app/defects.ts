import { failureFields } from '../telemetry/failure-fields.ts'
import type { Log } from '../telemetry/log.ts'

export type Defects = {
  /** Settles when an exception reached nobody: what it left half done is unknown. */
  readonly fatal: Promise<void>
}

/**
 * From now on writes into the log what would otherwise end the process on the spot, open streams with
 * it. An exception that nobody caught asks for an orderly end by `fatal`. A promise that was rejected
 * and nobody waited for has lost its own result and nothing else: the program goes on.
 */
export const watchForDefects = (log: Log): Defects => {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.on('uncaughtException', (error: unknown) => {
    log.error('an exception reached nobody: the program stops', failureFields(error))
    resolve()
  })
  process.on('unhandledRejection', (reason: unknown) => {
    log.error('a rejected promise had nobody waiting for it', failureFields(reason))
  })
  return { fatal: promise }
}
