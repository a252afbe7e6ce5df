import type { Dispatch } from '../../exchange/messages.ts'
import { countUnplaced } from './count-here.ts'
import { brokenOff } from './defect.ts'
import { modeFor, prefixesFor } from './follow-mode.ts'
import { newExchange, timeoutOf, type ExchangeState } from './exchange-state.ts'
import type { Ground } from '../ground.ts'
import { locate } from '../routing/locate.ts'
import { unroutable } from './refuse.ts'

/** What a request is until its end; undefined when it has had its answer, since it leads nowhere. */
export const openExchange = (dispatch: Dispatch, ground: Ground): ExchangeState | undefined => {
  try {
    return locatedExchange(dispatch, ground)
  } catch (thrown) {
    ground.context.tell(dispatch.replyTo, unroutable(dispatch, brokenOff(thrown, ground)))
    return undefined
  }
}

const locatedExchange = (dispatch: Dispatch, ground: Ground): ExchangeState | undefined => {
  const { context, args } = ground
  const located = locate(dispatch, ground)
  switch (located.type) {
    case 'unroutable':
      context.tell(dispatch.replyTo, unroutable(dispatch, located.failure))
      return undefined
    case 'uncounted':
      countUnplaced(dispatch, located.target, ground)
      return undefined
    case 'located': {
      const { targets, pinnedTo } = located
      const begunAt = context.clock.monotonic()
      const mode = modeFor(targets, ground)
      return newExchange({
        dispatch,
        targets,
        pinnedTo,
        mode,
        prefixes: prefixesFor(dispatch, mode, ground),
        dispatchedAt: context.clock.now(),
        begunAt,
        answerBy: begunAt + timeoutOf(dispatch, args),
      })
    }
    default:
      return located satisfies never
  }
}
