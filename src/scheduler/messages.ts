import type { AccountReport, RestRules } from '../account/messages.ts'
import { actorKind, type ActorRef } from '../actor/index.ts'
import type { ChannelSettings } from '../channel/index.ts'
import type { CountRequest } from '../counter/messages.ts'
import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { MediaRules } from '../exchange/media/fetch-media.ts'
import type { Cancel, Dispatch } from '../exchange/messages.ts'
import type { FlatFailure } from '../ir/flat-failure.ts'
import type { RelayRules } from '../ir/rules.ts'
import type { HandOver, RestoreState, StateChanged } from './keeping/kept-state.ts'
import type { ModelCard, Operation, ProtocolId } from '../protocol/protocol.ts'
import type { Rhythm } from '../timetable/rhythm.ts'
import type { ComplianceRules, ViewGuardrails } from './standing/compliance.ts'
import type { FindReceipt } from './explaining/explanation.ts'
import type { OperatorQuestion } from './explaining/inspection.ts'
import type { ModeName } from './mode/mode-name.ts'

export type {
  ComplianceRules,
  ComplianceSnapshot,
  GuardrailsViewed,
  ViewGuardrails,
} from './standing/compliance.ts'
export type {
  AccountsViewed,
  BindingsCleared,
  BoundSession,
  CachesViewed,
  LiveAccount,
  RecurringWork,
  RestsCleared,
  SessionsViewed,
} from './explaining/inspection.ts'
export type { CacheCounts } from './cache/cache-tally.ts'
export type {
  CandidateNote,
  FindReceipt,
  Receipt,
  ReceiptFound,
  Step,
} from './explaining/explanation.ts'
export type { ModeName } from './mode/mode-name.ts'
export type { SessionEvent } from './session/session-events.ts'

/** A channel as far as placing a request needs it. */
export type RoutableChannel = {
  readonly settings: ChannelSettings
  /** What clients may ask of it, in which protocols: untouched or translated. */
  readonly speaks: readonly SpokenOperation[]
  /** Names or `*` patterns that the operator configured; empty: the upstream is asked. */
  readonly models: readonly string[]
  /** What it would serve while nothing is known. */
  readonly modelPatterns: readonly string[]
  readonly mode: ModeName
  /** Prompts whose beginnings are remembered; 0: as many as there is room for. */
  readonly maxPrompts: number
  readonly rules: RelayRules
}

export type SpokenOperation = {
  readonly protocol: ProtocolId
  readonly operation: Operation
  /** Absent: it passes untouched. */
  readonly isTranslated?: true
}

export type SchedulableAccount = {
  /** `channel/credential`. */
  readonly id: string
  readonly channel: string
  readonly secret: string
  readonly maxConcurrency: number
  /** Lower is used first. */
  readonly priority: number
  /** Share of the load among accounts of one priority. */
  readonly weight: number
  /** Names or `*` patterns; empty: all of the channel. */
  readonly models: readonly string[]
  readonly egress: EgressSettings
  /** The proxy pool tells its way out instead of `egress`; until it has, the account is not served. */
  readonly awaitsEgress?: true
  /** Accounts of one group share a limit, so they cool down together; empty: it is alone. */
  readonly quotaGroup: string
  /** The plan it is on, in the operator's words; empty: unknown. */
  readonly tier: string
}

export type SchedulerArguments = {
  readonly channels: readonly RoutableChannel[]
  readonly accounts: readonly SchedulableAccount[]
  /** Client's model name or `*` pattern to a model, or to `channel/model`. */
  readonly mapping: Readonly<Record<string, string>>
  readonly defaultChannel: string
  /** Model names may end in a wish: `ir/model-suffix.ts`. */
  readonly splitsModels: boolean
  /** The account that is used whenever it can be, whatever the mode says; empty: none. */
  readonly preferredAccount: string
  readonly maxWaitMs: number
  readonly maxWaiting: number
  readonly compliance: ComplianceRules
  /** When accounts are asked for their models. */
  readonly discovery: Rhythm
  /** From dispatch to the first event. */
  readonly requestTimeoutMs: number
  /** Of one attempt. */
  readonly firstEventTimeoutMs: number
  readonly idleTimeoutMs: number
  readonly userAgent: string
  readonly media: MediaRules
  /** How accounts rest where an upstream does not say how long. */
  readonly rests: RestRules
  /** How the accounts are laid over the threads. */
  readonly isolation: 'shared' | 'thread'
  /** Threads that there are to be. */
  readonly threads: number
  readonly viewer: ActorRef<SchedulerNews>
  /** Counts tokens where no account does. */
  readonly counter: ActorRef<CountRequest>
}

export type SchedulerMessage =
  | AccountReport
  | Dispatch
  | Cancel
  | OperatorQuestion
  | ViewGuardrails
  | RestoreState
  | HandOver
  /** The account threads that are up, in a fixed order. */
  | { readonly type: 'nodes-changed'; readonly nodes: readonly string[] }
  /** From the scheduler to itself, behind every report that its thread had sent before: what these had in flight is lost. */
  | { readonly type: 'accounts-lost'; readonly accounts: readonly string[] }
  | EgressChanged
  | TellLoads
  /** The settings have changed. Exchanges go on; accounts that are the same keep all they know. */
  | { readonly type: 'reconfigure'; readonly args: SchedulerArguments }
  /** Asks for what was decided for one request; answered with `receipt-found`. */
  | FindReceipt
  | ResolveModel
  | ListKept

/** Asks where a model is served. */
export type ResolveModel = {
  readonly type: 'resolve-model'
  /** The channel of a scoped path; empty for an unscoped one. */
  readonly scope: string
  readonly model: string
  readonly replyTo: ActorRef<ModelResolved>
}

/** Asks what a user made of one kind and upstreams may still keep; answered with `kept-listed`. */
export type ListKept = {
  readonly type: 'list-kept'
  readonly user: string
  /** The channel of a scoped path; empty: at all of them. */
  readonly scope: string
  /** What its ids begin with, before a slash. */
  readonly kind: string
  /** What is older is gone, ms; 0: it does not end by itself. */
  readonly lifetimeMs: number
  readonly replyTo: ActorRef<KeptListed>
}

/** The latest first. */
export type KeptListed = { readonly type: 'kept-listed'; readonly kept: readonly KeptItem[] }

/** `madeAt`: epoch ms. */
export type KeptItem = { readonly id: string; readonly madeAt: number }

/** From the proxy pool: how an account reaches the world from now on. What it has in flight goes on as it began. */
export type EgressChanged = {
  readonly type: 'egress-changed'
  readonly account: string
  /** Not empty: why it has no way out now. It is not served then, and `egress` says nothing. */
  readonly blocked: string
  readonly egress: EgressSettings
}

/** Asks for the requests in flight by account. */
export type TellLoads = { readonly type: 'tell-loads'; readonly replyTo: ActorRef<LoadsTold> }

/** Accounts with nothing in flight are left out. */
export type LoadsTold = {
  readonly type: 'loads-told'
  readonly inFlight: Readonly<Record<string, number>>
}

/** How the scheduler is started: once, on the main thread. */
export const schedulerKind = actorKind<SchedulerMessage, SchedulerArguments>('scheduler')

/** What only the scheduler itself sends, to itself. */
export type SchedulerEvent =
  | { readonly type: 'wake' }
  | { readonly type: 'reconsider' }
  | { readonly type: 'discover' }
  | { readonly type: 'place-again' }
  | { readonly type: 'publish' }
  | { readonly type: 'keep' }
  | { readonly type: 'release' }
  /** What ended one exchange alone, to be thrown where it ends nothing. */
  | { readonly type: 'defect'; readonly thrown: unknown }

/** What the scheduler says to whom it may concern. */
export type SchedulerNews = SchedulerView | Notice | StateChanged

/** Something about an account that an operator would want to read in the log. */
export type Notice = {
  readonly type: 'notice'
  readonly event:
    /** Out until somebody changes it. */
    | 'account-out'
    | 'account-resting'
    /** Its actor cannot be started, or cannot stay up. It is tried again. */
    | 'account-down'
    /** Its upstream did not give its list of models. */
    | 'models-unknown'
    /** What was asked of it has met nobody: its way out may be at fault, where the proxy pool says it. */
    | 'upstream-unreached'
  readonly account: string
  readonly reason: string
}

/**
 * What everybody else may know: published at each change of it. Its hearer lives on the scheduler's thread, so nothing of it
 * is written or cloned.
 */
export type SchedulerView = {
  readonly type: 'scheduler-view'
  /** Epoch ms from which on some account can serve something; 0: now; infinite: as far as is known, none. */
  readonly readyAt: number
  /** With the models that their accounts may use. */
  readonly channels: readonly ChannelSummary[]
  /** The operator's own names for models that some account may use. */
  readonly aliases: readonly ModelCard[]
}

export type ChannelSummary = {
  readonly id: string
  readonly cards: readonly ModelCard[]
}

/** Where a model is served, and as what; or why nowhere. */
export type ModelResolved =
  | {
      readonly type: 'model-resolved'
      readonly channel: string
      readonly model: string
      /** See `ir/model-suffix.ts`. */
      readonly wish: string
    }
  | (FlatFailure & { readonly type: 'model-unknown' })
