import type { AnnouncedLimit } from '../channel/index.ts'
import { openCreditGate } from '../exchange/credit.ts'
import type { Order, Reply } from '../exchange/messages.ts'
import type { Outcome } from '../exchange/outcome.ts'
import type { Sink } from '../exchange/sink.ts'
import { flattenFailure } from '../ir/flat-failure.ts'
import { answeredOf, endedOf, openedOf, served, type Server } from './flatten.ts'

/** One attempt's way to the client. */
export type ReplyPath = {
  readonly sink: Sink
  /** The client has seen the beginning of a stream. */
  readonly isOpen: boolean
  grant(bytes: number): void
  /** The attempt is over: says so to the front if a stream is open there, and lets nobody wait for credit. */
  close(outcome: Outcome): void
}

type ReplyParts = {
  readonly server: Server
  tell(reply: Reply): void
  /** Called once, after the client's first bytes were sent on their way. */
  onCommit(): void
  onMade(ids: string, isKept: boolean): void
  onLimits(limits: readonly AnnouncedLimit[]): void
}

export const openReply = (
  order: Order,
  { server, tell, onCommit, onMade, onLimits }: ReplyParts,
): ReplyPath => {
  const gate = openCreditGate()
  let isOpen = false
  return {
    get isOpen() {
      return isOpen
    },
    grant: gate.grant,
    close: (outcome) => {
      gate.release()
      const last = isOpen ? lastWord(order, server, outcome) : undefined
      if (last !== undefined) tell(last)
    },
    sink: {
      announced: onLimits,
      made: (ids, isKept) => onMade(ids.join('\n'), isKept),
      open: (status, headers, data) => {
        isOpen = true
        gate.spend(data.length)
        tell(openedOf(order, server, { status, headers, data }))
        onCommit()
      },
      chunk: (data) => {
        gate.spend(data.length)
        tell({ type: 'chunk', exchange: order.exchange, data })
      },
      answer: ({ status, headers, body }, measures) =>
        tell(answeredOf(order, server, { measures, status, headers, body })),
      writable: gate.writable,
    },
  }
}

const lastWord = (order: Order, server: Server, outcome: Outcome): Reply | undefined => {
  switch (outcome.type) {
    case 'served':
    case 'refused':
      return endedOf(order, outcome.measures)
    case 'failed':
      return {
        ...served(order, server),
        ...endedOf(order, outcome.measures),
        type: 'failed',
        ...flattenFailure(outcome.failure),
        isTold: outcome.isTold,
      }
    case 'cancelled':
      return undefined
    default:
      return outcome satisfies never
  }
}
