import type { ActorRef } from '../actor/index.ts'
import type { Dispatch } from '../exchange/messages.ts'
import type { KeptState, StateChanged } from './keeping/kept-state.ts'
import type {
  AccountsViewed,
  BindingsCleared,
  CachesViewed,
  EgressChanged,
  GuardrailsViewed,
  KeptListed,
  ListKept,
  LoadsTold,
  ModelResolved,
  ReceiptFound,
  RestsCleared,
  SchedulerArguments,
  SchedulerMessage,
  SessionsViewed,
} from './messages.ts'

/** How others speak to the scheduler: the one place that builds its messages. */
export type Scheduler = {
  dispatch(message: Dispatch): void
  cancel(exchange: number): void
  nodesChanged(nodes: readonly string[]): void
  reconfigure(args: SchedulerArguments): void
  egressChanged(change: Omit<EgressChanged, 'type'>): void
  /** For an `ask`: the question for the requests in flight. */
  loadsQuestion(): (replyTo: ActorRef<LoadsTold>) => SchedulerMessage
  /** What earlier runs have left. To be sent before anything else. */
  restoreState(state: KeptState): void
  /** For an `ask`: the question for what is to be kept and was not told yet. */
  handOverQuestion(isAll: boolean): (replyTo: ActorRef<StateChanged>) => SchedulerMessage
  /** For an `ask`: the question where a model is served. */
  modelQuestion(
    scope: string,
    model: string,
  ): (replyTo: ActorRef<ModelResolved>) => SchedulerMessage
  /** For an `ask`: the question for what a user made. */
  keptQuestion(
    asked: Omit<ListKept, 'type' | 'replyTo'>,
  ): (replyTo: ActorRef<KeptListed>) => SchedulerMessage
  /** For an `ask`: the question for one request's receipt. */
  receiptQuestion(requestId: string): (replyTo: ActorRef<ReceiptFound>) => SchedulerMessage
  /** For an `ask`: what an operator wants to see, or wants forgotten. See `OperatorQuestion`. */
  readonly questions: OperatorQuestions
}

type OperatorQuestions = {
  readonly accounts: (replyTo: ActorRef<AccountsViewed>) => SchedulerMessage
  readonly sessions: (replyTo: ActorRef<SessionsViewed>) => SchedulerMessage
  readonly guardrails: (replyTo: ActorRef<GuardrailsViewed>) => SchedulerMessage
  readonly caches: (replyTo: ActorRef<CachesViewed>) => SchedulerMessage
  readonly clearBindings: (replyTo: ActorRef<BindingsCleared>) => SchedulerMessage
  /** Of all accounts with an empty name. */
  readonly clearRests: (account: string) => (replyTo: ActorRef<RestsCleared>) => SchedulerMessage
}

type Tell = (ref: ActorRef<SchedulerMessage>, message: SchedulerMessage) => void

export const schedulerClient = (tell: Tell, ref: ActorRef<SchedulerMessage>): Scheduler => ({
  dispatch: (message) => tell(ref, message),
  cancel: (exchange) => tell(ref, { type: 'cancel', exchange }),
  nodesChanged: (nodes) => tell(ref, { type: 'nodes-changed', nodes }),
  reconfigure: (args) => tell(ref, { type: 'reconfigure', args }),
  egressChanged: (change) => tell(ref, { type: 'egress-changed', ...change }),
  loadsQuestion: () => (replyTo) => ({ type: 'tell-loads', replyTo }),
  restoreState: (state) => tell(ref, { type: 'restore-state', ...state }),
  handOverQuestion: (isAll) => (replyTo) => ({ type: 'hand-over', isAll, replyTo }),
  modelQuestion: (scope, model) => (replyTo) => ({ type: 'resolve-model', scope, model, replyTo }),
  keptQuestion: (asked) => (replyTo) => ({ type: 'list-kept', ...asked, replyTo }),
  receiptQuestion: (requestId) => (replyTo) => ({ type: 'find-receipt', requestId, replyTo }),
  questions: {
    accounts: (replyTo) => ({ type: 'view-accounts', replyTo }),
    sessions: (replyTo) => ({ type: 'view-sessions', replyTo }),
    guardrails: (replyTo) => ({ type: 'view-guardrails', replyTo }),
    caches: (replyTo) => ({ type: 'view-caches', replyTo }),
    clearBindings: (replyTo) => ({ type: 'clear-bindings', replyTo }),
    clearRests: (account) => (replyTo) => ({ type: 'clear-rests', account, replyTo }),
  },
})
