import { fault, type Fault } from './findings.ts'
import type { Path } from './path.ts'
import type { pickModes } from './schema-policy.ts'
import type { Channel } from './schema.ts'

export type PickMode = (typeof pickModes)[number]

/**
 * As gproxy reads its three keys: without round robin nothing is sent where it is cached, and the one word counts only
 * where neither switch is there. Empty: the operator says nothing of it.
 */
export const pickModeOf = ({ settings }: Pick<Channel, 'settings'>): PickMode | '' => {
  const {
    credential_round_robin_enabled: isSpread,
    credential_cache_affinity_enabled: followsCache,
    credential_pick_mode: word,
  } = settings
  if (isSpread === undefined && followsCache === undefined) return word
  if (isSpread === false) return 'sticky_no_cache'
  return followsCache === false ? 'round_robin_no_cache' : 'round_robin_with_cache'
}

export const pickModeFaults = (channel: Channel, path: Path): readonly Fault[] => {
  const { scheduling_mode: mode } = channel.settings
  const pickMode = pickModeOf(channel)
  if (mode === '' || pickMode === '') return []
  const message = `says how an account is chosen, and so do the \`credential_…\` keys beside it, which mean \`${pickMode}\`: one of the two is meant`
  return [fault([...path, 'settings', 'scheduling_mode'], message, { got: mode })]
}
