import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { SessionAction } from './session-events.ts'

/** What the course of an exchange means for its session's binding. */

/**
 * Ties the session to the account that has just been given its exchange. A bound one that is only busy, or rests for
 * less than a wait, keeps its session although another serves now.
 */
export const bindSession = (state: ExchangeState, ground: Ground): void => {
  const { context, bindings, modes } = ground
  if (state.session === '' || !modes[state.mode].bindsSessions) return
  const now = context.clock.monotonic()
  const boundAccount = bindings.accountOf(state.session, now) ?? ''
  const action = actionFor(state, boundAccount, ground)
  noteEvent(state, { action, boundAccount }, ground)
  switch (action) {
    case 'kept_binding_short_wait':
    case 'kept_existing_binding_fallback_selected':
      return
    case 'reused_bound_account':
      return bindings.bind(state.session, state.lastAccount, now)
    case 'bound_new_session':
    case 'unbound_long_wait':
    case 'unbound_missing_account':
    case 'unbound_uneven_use':
    case 'unbound_lower_priority':
      bindings.bind(state.session, state.lastAccount, now)
      state.isBindingNew = true
      return
    default:
      return action satisfies never
  }
}

const actionFor = (state: ExchangeState, boundAccount: string, ground: Ground): SessionAction => {
  if (boundAccount === '') return 'bound_new_session'
  if (boundAccount === state.lastAccount) return 'reused_bound_account'
  const { bound, isOutgrown } = state.choice
  if (isOutgrown) return isBehind(state) ? 'unbound_lower_priority' : 'unbound_uneven_use'
  return bound === undefined ? 'unbound_missing_account' : fateOf(bound, ground)
}

const isBehind = ({ choice: { bound }, stage }: ExchangeState): boolean =>
  stage.type === 'assigned' &&
  bound !== undefined &&
  stage.leaf.standing.priority < bound.standing.priority

const fateOf = ({ readiness }: Leaf, { context, args }: Ground): SessionAction => {
  switch (readiness.type) {
    case 'ready':
    case 'full':
    case 'starting':
      return 'kept_existing_binding_fallback_selected'
    case 'resting':
      return readiness.until - context.clock.monotonic() <= args.maxWaitMs
        ? 'kept_binding_short_wait'
        : 'unbound_long_wait'
    case 'refused':
      return 'unbound_missing_account'
    default:
      return readiness satisfies never
  }
}

type Happened = { readonly action: SessionAction; readonly boundAccount: string }

const noteEvent = (
  state: ExchangeState,
  { action, boundAccount }: Happened,
  { context, args, sessionEvents, guardrails }: Ground,
): void => {
  const readiness = state.choice.bound?.readiness
  // A further attempt elsewhere was counted as it was offered.
  if (state.attempts === 1 && boundAccount !== '' && boundAccount !== state.lastAccount)
    guardrails.switched(context.clock.monotonic())
  sessionEvents.add({
    at: context.clock.now(),
    action,
    session: state.dispatch.session,
    boundAccount,
    selectedAccount: state.lastAccount,
    model: state.dispatch.model,
    restMs:
      readiness?.type === 'resting'
        ? Math.max(0, Math.round(readiness.until - context.clock.monotonic()))
        : 0,
    maxWaitMs: args.maxWaitMs,
  })
}

/** The attempt that the session was bound for, at this account, has failed. Another request may have bound it elsewhere since. */
export const releaseNewBinding = (
  state: ExchangeState,
  account: string,
  { bindings, context }: Ground,
): void => {
  const { session, isBindingNew } = state
  state.isBindingNew = false
  if (isBindingNew && bindings.accountOf(session, context.clock.monotonic()) === account)
    bindings.release(session)
}
