import type { Trace } from './exchange-state.ts'
import type { Leaf, Readiness } from './leaf.ts'
import type { CandidateNote, Receipt } from './messages.ts'

/** Written when somebody asks: of nearly all requests nobody does. */
export const receiptOf = ({ choice, begunAt, chosenAt, ...trace }: Trace): Receipt => ({
  ...trace,
  chosenAt: Math.max(0, Math.round(chosenAt - begunAt)),
  candidates: choice.leaves.map((leaf) => noteOf(leaf, chosenAt, leaf === choice.bound)),
  others: choice.others,
})

const noteOf = ({ standing, readiness }: Leaf, now: number, isBound: boolean): CandidateNote => ({
  account: standing.account,
  priority: standing.priority,
  weight: standing.weight,
  inFlight: standing.inFlight,
  slots: standing.slots,
  restMs: readiness.type === 'resting' ? Math.max(0, Math.round(readiness.until - now)) : 0,
  restCause: readiness.type === 'resting' ? readiness.cause : '',
  quotaLeft: standing.quotaLeft,
  health: standing.health,
  latencyMs: Math.round(standing.latencyMs),
  spentTokens: Math.round(standing.spent),
  isBound,
  refusal: refusalOf(readiness),
})

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
