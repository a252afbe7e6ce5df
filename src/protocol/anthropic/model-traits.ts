import type { Effort } from '../../ir/prompt.ts'

/**
 * What a model takes, told by its name: Anthropic answers 400 to requests that are right for another one. From its
 * migration guides and from what users have measured; a name without a version is taken for a new model, one that is
 * not Claude's for a compatible upstream with the wire format of before.
 * https://platform.claude.com/docs/en/about-claude/models/migration-guide
 */
export type ModelTraits = {
  /** How thinking is asked for: not at all, by a budget, by either way, or only as adaptive. */
  readonly thinking: 'none' | 'budget' | 'either' | 'adaptive'
  /** How it is turned off: by not asking, by `disabled`, at least in part by `between_tools`, or not at all. */
  readonly thinkingOff: 'omitted' | 'disabled' | 'between_tools' | 'never'
  /** Of `output_config.effort`; empty where there is none. */
  readonly efforts: readonly Effort[]
  /** `temperature` and `top_p`: both, one of them, or neither (`top_k` goes with them). */
  readonly sampling: 'both' | 'one' | 'none'
  /** `tool_choice` may be `any` or `tool`. */
  readonly takesForcedTools: boolean
  /** `output_config.format`, and `strict` of tools. */
  readonly takesFormat: boolean
  /** Messages of role `system` further down in the conversation. */
  readonly takesSystemMessages: boolean
  readonly maxOutputTokens: number
}

export const traitsOf = (model: string): ModelTraits => {
  const name = model.toLowerCase()
  if (!name.includes('claude')) return compatible
  const { family, version } = parseName(name)
  return {
    thinking: thinkingOf(version),
    thinkingOff: thinkingOffOf(family, version),
    efforts: effortsOf(family, version),
    sampling: samplingOf(version),
    takesForcedTools: version < forcedToolsEnd(family),
    takesFormat: version >= 405 || (family === 'opus' && version === 401),
    takesSystemMessages: version >= 408,
    maxOutputTokens: maxOutputOf(family, version),
  }
}

const compatible: ModelTraits = {
  thinking: 'budget',
  thinkingOff: 'omitted',
  efforts: [],
  sampling: 'both',
  takesForcedTools: true,
  takesFormat: false,
  takesSystemMessages: false,
  maxOutputTokens: 8_192,
}

type Name = { readonly family: string; /** 4.5 is 405. */ readonly version: number }

/** `claude-opus-4-1-20250805`, and as it was before: `claude-3-7-sonnet-20250219`. */
const familyFirst = /claude-([a-z]+)-v?(\d+)(?:[.-](\d{1,2})(?!\d))?/
const versionFirst = /claude-v?(\d+)(?:[.-](\d{1,2})(?!\d))?(?:-([a-z]+))?/
const familyOnly = /claude-([a-z]+)/

const parseName = (name: string): Name => {
  const [, family, major, minor = '0'] = familyFirst.exec(name) ?? []
  if (family !== undefined) return { family, version: Number(major) * 100 + Number(minor) }
  const [, first, second = '0', behind = ''] = versionFirst.exec(name) ?? []
  if (first !== undefined) return { family: behind, version: Number(first) * 100 + Number(second) }
  return { family: familyOnly.exec(name)?.[1] ?? '', version: 500 }
}

const thinkingOf = (version: number): ModelTraits['thinking'] => {
  if (version < 307) return 'none'
  if (version < 406) return 'budget'
  return version === 406 ? 'either' : 'adaptive'
}

const thinkingOffOf = (family: string, version: number): ModelTraits['thinkingOff'] => {
  if (version < 500) return 'omitted'
  if (family === 'fable' || family === 'mythos') return 'never'
  if (version < 505 || family === 'haiku') return 'disabled'
  return family === 'sonnet' ? 'between_tools' : 'never'
}

const effortsOf = (family: string, version: number): readonly Effort[] => {
  if (version > 406) return ['low', 'medium', 'high', 'xhigh', 'max']
  if (family === 'opus' && version === 406) return ['low', 'medium', 'high', 'max']
  if (version === 406 || (family === 'opus' && version === 405)) return ['low', 'medium', 'high']
  return []
}

const samplingOf = (version: number): ModelTraits['sampling'] => {
  if (version > 406) return 'none'
  return version < 401 ? 'both' : 'one'
}

/** The version from which on a tool cannot be forced any more. */
const forcedToolsEnd = (family: string): number => {
  if (family === 'fable' || family === 'mythos') return 501
  return family === 'opus' || family === 'sonnet' ? 505 : Number.POSITIVE_INFINITY
}

const maxOutputOf = (family: string, version: number): number => {
  if (version < 305) return 4_096
  if (version < 307) return 8_192
  if (version > 405) return 128_000
  return family === 'opus' && version >= 400 && version < 405 ? 32_000 : 64_000
}
