import { counterClient } from '../../counter/client.ts'
import type { Dispatch } from '../../exchange/messages.ts'
import { isOfTheRequest, type Failure } from '../../ir/failure.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from '../ground.ts'
import { lastPlace } from './refuse.ts'
import type { RouteTarget } from '../routing/route.ts'

export const isCount = ({ dispatch }: ExchangeState): boolean =>
  dispatch.operation === 'count-tokens'

/** An account that cannot count does not rest for it, so nothing else would keep a count from asking all of them. */
const MAX_ATTEMPTS = 2

export const hasCountedEnough = (state: ExchangeState): boolean =>
  isCount(state) && state.attempts >= MAX_ATTEMPTS

/** What is wrong with the request stays wrong; who has no counter, or no time, is not needed. */
export const mayCountHere = (failure: Failure): boolean =>
  failure.code === 'no_counter' || !isOfTheRequest(failure)

/** A count that no account was asked for: none could. */
export const countUnplaced = (
  dispatch: Dispatch,
  { channel, model }: RouteTarget,
  ground: Ground,
): void =>
  counterOf(ground).count(dispatch, {
    channel,
    upstreamModel: model,
    attempts: 0,
    queueMs: 0,
    reason: `the channel ${channel} has no counter`,
  })

/** A count that its accounts did not give. `code`: of what was in the way. */
export const countInstead = (state: ExchangeState, code: string, ground: Ground): void => {
  const place = lastPlace(state)
  counterOf(ground).count(state.dispatch, {
    ...place,
    attempts: state.attempts,
    queueMs: state.waitedMs,
    reason:
      code === 'no_counter'
        ? `the upstream of ${place.channel} did not count it`
        : `no account of ${place.channel} could be asked (${code})`,
  })
}

const counterOf = ({ context, args }: Ground) =>
  counterClient((to, message) => context.tell(to, message), args.counter)
