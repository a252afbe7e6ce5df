import {
  actorKind,
  type ActorContext,
  type ActorDefinition,
  defineActor,
} from '../actor/definition.ts'
import type { ActorRef } from '../actor/message.ts'
import {
  type LedgerArguments,
  ledgerKind,
  type LedgerMessage,
  type LedgerReport,
  type RecordsSettled,
  type StateSettled,
} from './messages.ts'
import { retryDelayMs } from './retry.ts'

/** What the client is told of the ledger actor that lives at the moment. */
export type LedgerEvents = {
  /** There is one: everything unsettled goes to it. */
  started(line: LedgerLine): void
  /** It is gone, and perhaps with it what was sent to it. */
  gone(): void
  settled(report: RecordsSettled): void
  stateSettled(report: StateSettled): void
}

/** The way to one ledger actor. Harmless when that actor is gone. */
export type LedgerLine = Pick<ActorContext<never>, 'tell' | 'ask'> & {
  readonly ledger: ActorRef<LedgerMessage>
}

export type LedgerPlacement = {
  readonly events: LedgerEvents
  /** The node to start a ledger on; none while no thread is up. */
  readonly place: () => string | undefined
}

export type SupervisorArguments = Omit<LedgerArguments, 'reportTo'>

type OwnMessage = { readonly type: 'start-due' }

/** Keeps one ledger actor alive on whichever thread there is. It lives beside the client. */
export const ledgerSupervisor = ({
  events,
  place,
}: LedgerPlacement): ActorDefinition<LedgerReport, SupervisorArguments> =>
  defineActor<LedgerReport, SupervisorArguments, OwnMessage>(actorKind('ledger-supervisor'), {
    supervision: {
      onFailure: 'restart',
      backoff: { minMs: 100, maxMs: 5_000, jitter: 0 },
      limit: { restarts: 1_000, withinMs: 60_000 },
    },
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, args) => {
      let failures = 0
      const startLater = (): void => {
        failures += 1
        context.timers.after('start', retryDelayMs(failures), { type: 'start-due' })
      }
      const start = (): void => {
        const node = place()
        if (node === undefined) return startLater()
        const { tell, ask, self } = context
        const ledger = context.spawn(ledgerKind, 'ledger', { ...args, reportTo: self }, { node })
        events.started({ ledger, tell, ask })
      }
      start()
      return {
        receive: (message) => {
          switch (message.type) {
            case 'start-due':
              return start()
            case 'settled':
              failures = 0
              return events.settled(message)
            case 'state-settled':
              failures = 0
              return events.stateSettled(message)
            default:
              return message satisfies never
          }
        },
        signal: ({ type }) => {
          events.gone()
          if (type === 'terminated') startLater()
        },
      }
    },
  })
