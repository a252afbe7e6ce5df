import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'
import { modes } from './mode/index.ts'

/** How an exchange follows its session, and what its course means for the session's binding. */

export const boundAccount = (
  { session }: ExchangeState,
  { bindings, context }: Ground,
): string | undefined =>
  session === '' ? undefined : bindings.accountOf(session, context.clock.monotonic())

/**
 * Ties the session to the account that has just been given its exchange. A bound one that is only busy, or rests for
 * less than a wait, keeps its session although another serves now.
 */
export const bindSession = (state: ExchangeState, { context, args, bindings }: Ground): void => {
  if (state.session === '' || !modes[state.mode].bindsSessions) return
  const { lastAccount: account, choice } = state
  const bound = choice.candidates.find(({ isBound }) => isBound)
  if (bound !== undefined && bound.id !== account && bound.restMs <= args.maxWaitMs) return
  bindings.bind(state.session, account, context.clock.monotonic())
  if (bound?.id !== account) state.isBindingNew = true
}

/** The attempt that the session was bound for has failed. */
export const releaseNewBinding = (state: ExchangeState, { bindings }: Ground): void => {
  if (state.isBindingNew) bindings.release(state.session)
  state.isBindingNew = false
}
