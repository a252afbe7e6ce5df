import { actorKind, type ActorRef } from '../actor/index.ts'
import type { AnnouncedLimit, ChannelSettings } from '../channel/index.ts'
import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { MediaRules } from '../exchange/media/fetch-media.ts'
import type { BodyPart, Cancel, Credit, Order } from '../exchange/messages.ts'
import type { Outcome } from '../exchange/outcome.ts'
import type { RelayRules } from '../ir/rules.ts'
import type { FailureKind } from '../ir/failure.ts'
import type { FlatFailure } from '../ir/flat-failure.ts'
import type { Cooldown } from './cooldown.ts'

/** What an account is started with. It travels to the account's thread, secret included, and nowhere else. */
export type AccountArguments = {
  /** `channel/credential`. */
  readonly id: string
  readonly channel: ChannelSettings
  readonly secret: string
  /** Requests in flight at most; 0: no limit. */
  readonly maxConcurrency: number
  readonly rests: RestRules
  readonly egress: EgressSettings
  readonly userAgent: string
  /** What may be fetched for a request that only points to it. */
  readonly media: MediaRules
  readonly rules: RelayRules
  readonly supervisor: ActorRef<AccountReport>
}

/** How an account rests where its upstream does not say how long. */
export type RestRules = {
  /** False: it rests for what its upstream asks alone, and comes back from that as it was. */
  readonly isEnabled: boolean
  /** Rests after spent quotas in a row, the last one for all further ones; with none it is a minute. */
  readonly quotaStepsMs: readonly number[]
}

/** What others may know of an account. It is as old as its arrival: the account's own answer decides. */
export type AccountStatus = {
  readonly state: 'ready' | 'out'
  /** With `out`: why, in words for the operator. */
  readonly reason: string
  readonly cooldowns: readonly Cooldown[]
  /** What its upstream has said of its limits; empty while it has said nothing. */
  readonly quotas: readonly Quota[]
  /** What its upstream takes of prompts, as it has said. */
  readonly rooms: readonly Room[]
  /** Scopes that come back from a rest step by step. */
  readonly ramps: readonly Ramp[]
  /** Quotas that were found spent without a word on when they come back: the next time it rests for longer. */
  readonly climbs: readonly Climb[]
  /** How often in a row its upstream broke: the next time it rests for longer. */
  readonly breaksInARow: number
  /** 1: its latest attempts went well; towards 0: they broke. */
  readonly health: number
}

/** A limit of the upstream's and how much of it is left. */
export type Quota = {
  /** Empty: of the whole account. */
  readonly model: string
  /** Share that is left, 0 to 1. */
  readonly left: number
  /** Epoch ms at which all of it is there again, or is thought to be. */
  readonly resetsAt: number
}

/** A limit of a model's tokens. What was used of it comes back evenly. */
export type Room = {
  readonly model: string
  /** Tokens that fit in when nothing is used. */
  readonly limit: number
  readonly countsCached: boolean
  /** Tokens that fitted in `at`, epoch ms. */
  readonly left: number
  readonly at: number
  /** Epoch ms from which all of it is there again. */
  readonly fullAt: number
}

/** How often in a row a quota was found spent. */
export type Climb = {
  /** Empty: the whole account's. */
  readonly model: string
  readonly height: number
  /** Epoch ms at which its latest rest ends. */
  readonly at: number
}

/** After a rest one request is tried first, or a few, then ever more. */
export type Ramp = {
  /** Empty: the whole account. */
  readonly model: string
  /** Requests that the upstream has not begun to answer, at most. */
  readonly slots: number
}

export const freshStatus: AccountStatus = {
  state: 'ready',
  reason: '',
  cooldowns: [],
  quotas: [],
  rooms: [],
  ramps: [],
  climbs: [],
  breaksInARow: 0,
  health: 1,
}

/** With nothing that it rests for, or would rest longer for. One that is out stays out. */
export const withoutRests = (status: AccountStatus): AccountStatus => ({
  ...status,
  cooldowns: [],
  ramps: [],
  climbs: [],
  breaksInARow: 0,
})

/** What an account takes from others. */
export type AccountMessage =
  | Order
  | Cancel
  | Credit
  | BodyPart
  /**
   * The answer to `started`, before any order: what the account goes by now, since a restart knows only what it was
   * first started with, and what it said of itself before it was lost.
   */
  | { readonly type: 'restore'; readonly args: AccountArguments; readonly status: AccountStatus }
  /** The account's settings have changed: orders from now on go by these. What is in flight goes on as it began. */
  | { readonly type: 'reconfigure'; readonly args: AccountArguments }
  | { readonly type: 'discover-models' }
  /** What limits another account of its quota group limits this one. */
  | { readonly type: 'rest-with-group'; readonly cooldowns: readonly Cooldown[] }
  /** An operator wants it to be asked again at once. */
  | { readonly type: 'forget-rests' }

/** How an account actor is started, from any thread. */
export const accountKind = actorKind<AccountMessage, AccountArguments>('account')

/** What only the account itself sends, to itself. */
export type AccountEvent =
  | { readonly type: 'attempt-ended'; readonly order: Order; readonly outcome: Outcome }
  /** A stream has its first content: its upstream serves. */
  | { readonly type: 'attempt-proved'; readonly exchange: number }
  | LimitsAnnounced
  /** What it has met is a little longer ago. */
  | { readonly type: 'recover' }
  | ModelsRead

export type LimitsAnnounced = {
  readonly type: 'limits-announced'
  readonly exchange: number
  readonly limits: readonly AnnouncedLimit[]
}

/** `credential`: the one that the upstream was asked with. */
export type ModelsRead = {
  readonly type: 'models-read'
  readonly credential: number
  readonly cards: string
  readonly problem: string
}

/**
 * What an account tells its supervisor, the scheduler. No report says which attempt it is of: an exchange comes back to
 * an account only after that one's last word on it, or after its `started`, which is behind all it said before.
 */
export type AccountReport =
  Started | Declined | Made | Committed | Settled | StatusChanged | ModelsDiscovered

/** The account is up, for the first time or again: whatever it had in flight before is lost. */
export type Started = {
  readonly type: 'started'
  readonly account: string
  readonly ref: ActorRef<AccountMessage>
  /** Drawn anew at each start: an order says for which life it is meant. */
  readonly life: number
}

/** The order was not begun: the scheduler's picture of this account was out of date. */
export type Declined = {
  readonly type: 'declined'
  readonly exchange: number
  readonly account: string
  readonly reason: 'no-free-slot' | 'cooling' | 'out'
}

/** The answer holds what a later request may name by these ids, one a line. Told before the client can know them. */
export type Made = {
  readonly type: 'made'
  readonly exchange: number
  readonly account: string
  readonly ids: string
  /** The account's upstream keeps it; else nobody does. */
  readonly isKept: boolean
}

/** The client has seen output: the exchange cannot move to another account any more. */
export type Committed = {
  readonly type: 'committed'
  readonly exchange: number
  readonly account: string
}

/** The attempt is over and its slot is free. Flat: the fields of a failure are empty when there is none. */
export type Settled = Omit<FlatFailure, 'kind'> & {
  readonly type: 'settled'
  readonly exchange: number
  readonly account: string
  readonly outcome: Outcome['type']
  readonly isCommitted: boolean
  readonly kind: FailureKind | ''
  /** The HTTP status of the upstream's refusal, or of the answer that broke; 0 when it has not answered, or all is well. */
  readonly upstreamStatus: number
  /** See `Failure`; 0 where nobody has said. */
  readonly neededTokens: number
  /** Some of a body that travels in parts was asked for: nobody else can be given all of it. */
  readonly isBodyTaken: boolean
  readonly connectMs: number
  readonly firstEventMs: number
  /** Disjoint, as the upstream counted them; -1 where it has not. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
}

export type StatusChanged = {
  readonly type: 'status-changed'
  readonly account: string
  readonly status: AccountStatus
}

/** What the account's upstream lists, as JSON of `ModelCard[]`; `problem` says why there is no list. */
export type ModelsDiscovered = {
  readonly type: 'models-discovered'
  readonly account: string
  readonly cards: string
  readonly problem: string
}
