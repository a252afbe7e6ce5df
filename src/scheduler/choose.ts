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
  readonly now: number
  /** Epoch ms until which the exchange may wait. */
  readonly deadline: number
}

/** Looks at the accounts as they are now, and decides. */
export const choose = (state: ExchangeState, ground: Ground): Chosen => {
  const { context, args, entries, routing } = ground
  const now = context.clock.now()
  const { targets, tries } = state
  const boundTo = boundAccount(state, ground, now)
  const selection = select(entries, routing.catalog, { targets, tries, boundTo, now })
  const deadline = Math.min(state.answerBy, state.waitUntil ?? now + args.maxWaitMs)
  const situation = { mode: modes[state.mode], candidates: selection.candidates, now, deadline }
  return { decision: decide(situation, context.random), selection, now, deadline }
}
