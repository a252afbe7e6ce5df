import type { Dispatch } from '../../exchange/messages.ts'
import { noPrefixes, parsePrefixes, type Prefixes } from '../../ir/prefix.ts'
import { promptsOf, type ExchangeState } from './exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { ModeName } from '../messages.ts'

/** The mode of the channel that it goes to first, as it is set now. */
export const modeFor = (
  targets: ExchangeState['targets'],
  { routing }: Pick<Ground, 'routing'>,
): ModeName => routing.channels.get(targets[0]?.channel ?? '')?.mode ?? 'balance'

/** How its prompt begins, where the mode goes by that. */
export const prefixesFor = (
  { prefixes }: Pick<Dispatch, 'prefixes'>,
  mode: ModeName,
  { modes }: Pick<Ground, 'modes'>,
): Prefixes => (modes[mode].followsCache ? parsePrefixes(prefixes) : noPrefixes)

/** The mode may have been switched since it came: whoever waits, or is tried again, goes by the new one. */
export const followMode = (state: ExchangeState, ground: Ground): void => {
  const mode = modeFor(state.targets, ground)
  if (mode === state.mode) return
  state.mode = mode
  state.prefixes = prefixesFor(state.dispatch, mode, ground)
  state.prompts = promptsOf(state)
}
