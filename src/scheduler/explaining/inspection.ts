import type { AccountStatus } from '../../account/messages.ts'
import type { ActorRef } from '../../actor/index.ts'
import type { Appointment } from '../../timetable/timetable.ts'
import type { CacheCounts, CacheRow } from '../cache/cache-tally.ts'
import type { SessionEvent } from '../session/session-events.ts'
import type { SessionKey } from '../session/session-key.ts'

/** What an operator asks of the scheduler, or has it forget. */
export type OperatorQuestion =
  | { readonly type: 'view-accounts'; readonly replyTo: ActorRef<AccountsViewed> }
  | { readonly type: 'view-sessions'; readonly replyTo: ActorRef<SessionsViewed> }
  | { readonly type: 'view-caches'; readonly replyTo: ActorRef<CachesViewed> }
  /** Every session finds its account anew. */
  | { readonly type: 'clear-bindings'; readonly replyTo: ActorRef<BindingsCleared> }
  /** What an account, or with an empty name every one, rests for is forgotten: it is asked again at once. */
  | {
      readonly type: 'clear-rests'
      readonly account: string
      readonly replyTo: ActorRef<RestsCleared>
    }

export type AccountsViewed = {
  readonly type: 'accounts-viewed'
  readonly accounts: readonly LiveAccount[]
  readonly channels: readonly LiveChannel[]
  /** All who wait. */
  readonly queue: LiveQueue
  readonly recurringWork: RecurringWork
}

/** What is done for accounts again and again, in the last minute. */
export type RecurringWork = {
  /** Over all accounts. */
  readonly runs: number
  /** Turns of accounts that have begun, within a run or for reasons of their own. */
  readonly accounts: number
  readonly failures: number
}

export type LiveQueue = {
  readonly waiting: number
  readonly oldestWaitMs: number
  /** As they asked for. */
  readonly byUrgency: Readonly<Record<string, number>>
}

export type LiveAccount = {
  readonly id: string
  readonly channel: string
  /** Its actor is up. */
  readonly isUp: boolean
  readonly status: AccountStatus
  /** The plan that it is on, in the operator's words; empty when nobody has said. */
  readonly tier: string
  /** It has left the settings and ends what it has begun. */
  readonly isRetired: boolean
  /** Why it may not go out now; empty when it may. */
  readonly blocked: string
  /** How long the operator's own limits keep requests from it; 0: not now. */
  readonly guardedMs: number
  readonly inFlight: number
  /** 0: no limit. */
  readonly slots: number
  /** Requests that wait for it alone: by choice, or as it alone has what they name. Those whom others can serve wait at its channel. */
  readonly waiting: number
  readonly oldestWaitMs: number
  /** Sessions that are bound to it. */
  readonly sessions: number
  /** Since it was last given a request; -1: never. */
  readonly idleMs: number
  /** What is done for it again and again. */
  readonly appointments: readonly Appointment[]
}

export type LiveChannel = {
  readonly id: string
  readonly mode: string
  /** Requests that could be served there and wait for an account. */
  readonly waiting: number
  readonly oldestWaitMs: number
}

export type SessionsViewed = {
  readonly type: 'sessions-viewed'
  /** The one used last comes first; of very many only so many. */
  readonly bindings: readonly BoundSession[]
  /** All that there are. */
  readonly count: number
  readonly events: readonly SessionEvent[]
}

export type BoundSession = SessionKey & {
  readonly account: string
  /** Epoch ms. */
  readonly boundAt: number
  readonly usedAt: number
  readonly uses: number
  /** Of its account; lower is used first. */
  readonly priority: number
}

export type CachesViewed = {
  readonly type: 'caches-viewed'
  /** Epoch ms: counted from then on. */
  readonly since: number
  /** Beginnings of prompts that are remembered. */
  readonly beginnings: number
  readonly channels: readonly {
    readonly channel: string
    readonly mode: string
    readonly counts: CacheCounts
  }[]
  /** The one used last comes first. */
  readonly rows: readonly (CacheRow & {
    /** How much of what is expected there is believed, 0 to 1. */
    readonly trust: number
  })[]
}

export type BindingsCleared = { readonly type: 'bindings-cleared'; readonly count: number }

export type RestsCleared = {
  readonly type: 'rests-cleared'
  /** False: there is no account of that name. */
  readonly isKnown: boolean
  /** Accounts that had something to forget. */
  readonly accounts: readonly string[]
}
