import type { Failure } from '../ir/failure.ts'
import type { Ground } from './ground.ts'

/**
 * A defect of ours ends the exchange that meets it, and no other. Its client is told the name alone, since the message may
 * quote anything; what was thrown is thrown again by itself, for whoever supervises the scheduler.
 */
export const brokenOff = (thrown: unknown, { context }: Pick<Ground, 'context'>): Failure => {
  context.tell(context.self, { type: 'defect', thrown })
  const name = thrown instanceof Error ? thrown.name : 'NonError'
  return {
    kind: 'client',
    code: 'internal_error',
    status: 500,
    message: `the relay failed (${name}): this is a defect of the relay`,
  }
}
