import { relayDefect, type Failure } from '../../ir/failure.ts'
import type { Ground } from '../ground.ts'

/**
 * A defect of ours ends the exchange that meets it, and no other. What was thrown is thrown again by itself, for whoever
 * supervises the scheduler.
 */
export const brokenOff = (thrown: unknown, { context }: Pick<Ground, 'context'>): Failure => {
  context.tell(context.self, { type: 'defect', thrown })
  return relayDefect(thrown instanceof Error ? thrown.name : 'NonError')
}
