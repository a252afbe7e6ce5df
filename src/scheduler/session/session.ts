import { restsUntil } from '../../account/cooldown.ts'
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
  const { key, account: boundAccount } = placeOf(state, ground)
  const action = actionFor(state, boundAccount, ground)
  noteEvent(state, { action, boundAccount }, ground)
  switch (action) {
    case 'kept_binding_short_wait':
    case 'kept_existing_binding_fallback_selected':
      return
    case 'reused_bound_account':
      return bindings.bind(key, state.lastAccount, now)
    case 'bound_new_session':
    case 'unbound_long_wait':
    case 'unbound_missing_account':
    case 'unbound_uneven_use':
    case 'unbound_lower_priority':
      state.newBinding = isOfModelAlone(boundAccount, action, ground) ? state.sessionOfModel : key
      return bindings.bind(state.newBinding, state.lastAccount, now)
    default:
      return action satisfies never
  }
}

/** The binding that a request goes by: of its model alone, where that has had to leave the account of the others. */
export const placeOf = (
  { session, sessionOfModel }: Pick<ExchangeState, 'session' | 'sessionOfModel'>,
  { bindings, context }: Pick<Ground, 'bindings' | 'context'>,
): { readonly key: string; readonly account: string } => {
  const now = context.clock.monotonic()
  const ofModel = bindings.accountOf(sessionOfModel, now)
  return ofModel === undefined
    ? { key: session, account: bindings.accountOf(session, now) ?? '' }
    : { key: sessionOfModel, account: ofModel }
}

/**
 * What is in the way at the bound account concerns this model and no other: the session's other models have their caches
 * there, and stay.
 */
const isOfModelAlone = (
  account: string,
  action: SessionAction,
  { entries, args: { maxWaitMs }, context: { clock }, guardrails }: Ground,
): boolean => {
  const entry = entries.get(account)
  if (action !== 'unbound_long_wait' && action !== 'unbound_missing_account') return false
  if (entry === undefined || entry.isRetired || entry.blocked !== '') return false
  const { state, cooldowns } = entry.status
  const now = clock.monotonic()
  return (
    state !== 'out' &&
    restsUntil(cooldowns, '', clock.now()) - clock.now() <= maxWaitMs &&
    guardrails.accountFreeAt(account, now) - now <= maxWaitMs
  )
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
  const { newBinding } = state
  state.newBinding = ''
  if (bindings.accountOf(newBinding, context.clock.monotonic()) === account)
    bindings.release(newBinding)
}
