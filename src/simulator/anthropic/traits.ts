/** What a model takes: https://platform.claude.com/docs/en/about-claude/models/migration-guide (read 2026-11) */
export type Traits = {
  /** The kinds of `thinking` besides `disabled`. */
  readonly thinking: readonly string[]
  /** `temperature` and `top_p`: both at once, one of them, or none but the defaults (`top_k` goes with them). */
  readonly sampling: 'both' | 'one' | 'none'
  readonly takesEffort: boolean
  readonly takesFormat: boolean
  readonly takesSystemMessages: boolean
  /** The conversation may end with the beginning of the answer. */
  readonly takesPrefill: boolean
  readonly maxTokens: number
}

const newest: Traits = {
  thinking: ['adaptive'],
  sampling: 'none',
  takesEffort: true,
  takesFormat: true,
  takesSystemMessages: true,
  takesPrefill: false,
  maxTokens: 128_000,
}

const budgeted: Traits = {
  thinking: ['enabled'],
  sampling: 'one',
  takesEffort: false,
  takesFormat: true,
  takesSystemMessages: false,
  takesPrefill: true,
  maxTokens: 64_000,
}

const oldest: Traits = {
  ...budgeted,
  thinking: [],
  sampling: 'both',
  takesFormat: false,
  maxTokens: 8_192,
}

const byName: readonly (readonly [beginning: string, traits: Traits])[] = [
  ['claude-3-5', oldest],
  ['claude-sonnet-4-5', budgeted],
  ['claude-haiku-4-5', budgeted],
]

export const traitsOf = (model: string): Traits =>
  byName.find(([beginning]) => model.startsWith(beginning))?.[1] ?? newest
