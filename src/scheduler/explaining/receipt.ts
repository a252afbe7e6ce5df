import { waitedSoFar, type ExchangeState } from '../dispatching/exchange-state.ts'
import type { Leaf, Readiness } from '../standing/leaf.ts'
import type { CandidateNote, Receipt } from '../messages.ts'
import type { Outlook } from '../choice/outlook.ts'
import { tierName } from '../standing/stand.ts'

/** What is told of an exchange's way; without its body. */
export type Trace = Omit<Receipt, 'candidates' | 'others' | 'chosenAt' | 'guardedMs'> &
  Pick<ExchangeState, 'begunAt' | 'choice' | 'chosenAt'>

/** `now`: as `monotonic` tells. */
export const traceOf = (state: ExchangeState, stage: Receipt['stage'], now: number): Trace => ({
  requestId: state.dispatch.requestId,
  exchange: state.dispatch.exchange,
  dispatchedAt: state.dispatchedAt,
  model: state.dispatch.model,
  mode: state.mode,
  session: state.dispatch.session,
  stage,
  account: state.lastAccount,
  attempts: state.attempts,
  waitedMs: stage === 'waiting' ? Math.round(waitedSoFar(state, now)) : state.waitedMs,
  totalMs: Math.round(now - state.begunAt),
  begunAt: state.begunAt,
  choice: state.choice,
  chosenAt: state.chosenAt,
  steps: state.steps,
})

/** Written when somebody asks: of nearly all requests nobody does. */
export const receiptOf = ({ choice, begunAt, chosenAt, steps, ...trace }: Trace): Receipt => ({
  ...trace,
  // Of a request that goes on they grow.
  steps: steps.slice(),
  chosenAt: Math.max(0, Math.round(chosenAt - begunAt)),
  guardedMs: Math.round(choice.closedMs),
  candidates: choice.leaves.map((leaf) => noteOf(leaf, choice, chosenAt)),
  others: choice.others,
})

const noteOf = (leaf: Leaf, { bound, preferred, warm }: Outlook, now: number): CandidateNote => {
  const { standing, readiness } = leaf
  const warmTokens = warm.find((one) => one.leaf === leaf)?.warmTokens ?? 0
  return {
    account: standing.account,
    state: readiness.type,
    priority: standing.priority,
    weight: standing.weight,
    inFlight: standing.inFlight,
    slots: standing.slots,
    restMs: readiness.type === 'resting' ? Math.max(0, Math.round(readiness.until - now)) : 0,
    restCause: readiness.type === 'resting' ? readiness.cause : '',
    tier: tierName(standing.tier),
    quotaLeft: standing.quotaLeft,
    quotaResetMs: Math.round(standing.quotaResetMs),
    health: standing.health,
    latencyMs: Math.round(standing.latencyMs),
    spentTokens: Math.round(standing.spent),
    idleMs: standing.usedAt < 0 ? -1 : Math.max(0, Math.round(now - standing.usedAt)),
    warmTokens: Math.round(warmTokens),
    isBound: leaf === bound,
    isPreferred: leaf === preferred,
    refusal: refusalOf(readiness),
  }
}

const refusalOf = (readiness: Readiness): string => {
  switch (readiness.type) {
    case 'ready':
    case 'resting':
    case 'full':
      return ''
    case 'starting':
      return 'its thread is starting'
    case 'refused':
      return readiness.reason
    default:
      return readiness satisfies never
  }
}
