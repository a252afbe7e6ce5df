import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'
import type { Leaf } from './leaf.ts'

/** What the course of an exchange means for its session's binding. */

/**
 * Ties the session to the account that has just been given its exchange. A bound one that is only busy, or rests for
 * less than a wait, keeps its session although another serves now.
 */
export const bindSession = (state: ExchangeState, ground: Ground): void => {
  const { context, bindings, modes } = ground
  if (state.session === '' || !modes[state.mode].bindsSessions) return
  const { lastAccount: account, choice } = state
  const { bound } = choice
  const isBound = bound?.standing.account === account
  if (bound !== undefined && !isBound && comesBack(bound, ground)) return
  bindings.bind(state.session, account, context.clock.monotonic())
  if (!isBound) state.isBindingNew = true
}

const comesBack = ({ readiness }: Leaf, { context, args }: Ground): boolean => {
  switch (readiness.type) {
    case 'ready':
    case 'full':
    case 'starting':
      return true
    case 'resting':
      return readiness.until - context.clock.monotonic() <= args.maxWaitMs
    case 'refused':
      return false
    default:
      return readiness satisfies never
  }
}

/** The attempt that the session was bound for has failed. */
export const releaseNewBinding = (state: ExchangeState, { bindings }: Ground): void => {
  if (state.isBindingNew) bindings.release(state.session)
  state.isBindingNew = false
}
