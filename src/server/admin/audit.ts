import type { Log } from '../../telemetry/log.ts'
import type { Asker } from './route.ts'

export type Audited = {
  /** A word of its own for each kind of change. */
  readonly action: string
  readonly asker: Asker
  /** How things were and are; no secrets. */
  readonly before: unknown
  readonly after: unknown
}

/** One line for everything that an administrator changes. */
export const audit = (log: Log, { action, asker, before, after }: Audited): void =>
  log.info('[ADMIN_AUDIT]', {
    action,
    user: asker.user,
    key: asker.key,
    requestId: asker.requestId,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
  })
