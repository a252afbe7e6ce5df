import { promptsOf, type ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import { locate } from './locate.ts'

/**
 * Where an exchange leads once its one account has gone out, in this very exchange or while it waited: what is only
 * sealed goes elsewhere, as it would have if it came now. What that account keeps is nowhere else, and leads nowhere new.
 */
export const relocate = (state: ExchangeState, ground: Ground): void => {
  if (state.pinnedTo === undefined) return
  const entry = ground.entries.get(state.pinnedTo)
  if (entry !== undefined && !entry.isRetired && entry.status.state !== 'out') return
  const located = locate(state.dispatch, ground)
  if (located.type !== 'located') return
  state.targets = located.targets
  state.pinnedTo = located.pinnedTo
  state.prompts = promptsOf(state)
}
