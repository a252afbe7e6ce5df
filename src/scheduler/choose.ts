import { select, type Selection } from './account-pool.ts'
import { decide, type Decision } from './decide.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'
import { modes } from './mode/index.ts'
import { boundAccount } from './session.ts'

export type Chosen = {
  readonly decision: Decision
  /** What it was made from. */
  readonly selection: Selection
  /** For how long the exchange may still wait. */
  readonly patienceMs: number
}

/** Looks at the accounts as they are now, and decides. */
export const choose = (state: ExchangeState, ground: Ground): Chosen => {
  const { context, entries, routing } = ground
  const { targets, tries, pinnedTo } = state
  const boundTo = boundAccount(state, ground)
  const now = context.clock.now()
  const selection = select(entries, routing.catalog, {
    targets,
    tries,
    boundTo,
    pinnedTo,
    now,
  })
  const patienceMs = patienceOf(state, ground)
  const situation = { mode: modes[state.mode], candidates: selection.candidates, patienceMs }
  return { decision: decide(situation, context.random), selection, patienceMs }
}

const patienceOf = ({ answerBy, waitUntil }: ExchangeState, { context, args }: Ground): number => {
  const now = context.clock.monotonic()
  return Math.min(answerBy - now, waitUntil === undefined ? args.maxWaitMs : waitUntil - now)
}
