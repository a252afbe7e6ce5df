import type { SystemEvent } from '../actor/inspection.ts'
import type { Log } from './log.ts'

/** What happens among the actors, as log lines. An actor that failed is an error, a message that got lost a hint. */
export const logSystemEvent =
  (log: Log) =>
  (event: SystemEvent): void => {
    switch (event.type) {
      case 'actor-failed':
        return log.error('an actor failed', {
          actor: event.ref,
          failure: event.failure.message,
          stack: event.failure.stack,
          reason: event.outcome,
        })
      case 'actor-ended':
        return log.debug('an actor ended', { actor: event.ref, reason: event.reason.type })
      case 'undelivered':
        return log.debug('a message reached nobody', {
          actor: event.to,
          name: event.messageType,
          reason: event.reason,
        })
      case 'node-lost':
        return log.warning('a node is lost', { node: event.node })
      default:
        return event satisfies never
    }
  }
