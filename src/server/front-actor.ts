import { actorKind, defineActor } from '../actor/definition.ts'
import type { Reply } from '../exchange/messages.ts'
import type { ExchangeTable } from './dispatch/exchange-table.ts'

export const frontKind = actorKind<Reply, null>('front')

/**
 * The address that hears the replies to every open exchange. It lives on the main node, beside the connections
 * that it feeds.
 *
 * A failure resumes it: one broken answer must not take the others along, and the table outlives it anyway. The
 * mailbox has no bound, since a lost reply is a hanging client and the credit of each exchange bounds what can be
 * under way.
 */
export const frontActor = (exchanges: ExchangeTable) =>
  defineActor(frontKind, {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 0, withinMs: 0 },
    },
    mailbox: { capacity: Number.POSITIVE_INFINITY, overflow: 'reject-new' },
    setup: () => ({ receive: (reply) => exchanges.deliver(reply) }),
  })
