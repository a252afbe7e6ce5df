import type { Standing } from '../standing/leaf.ts'

/** What it would be to give a prompt to an account. */
export type Prospect = {
  readonly standing: Standing
  /** Tokens of it that the upstream would have to read. */
  readonly freshTokens: number
  /** How long until the account may be asked. */
  readonly waitMs: number
  /** How long, from now, until its limit of tokens has back what the prompt takes beyond what is left: for so long others find nothing there. */
  readonly takesMs: number
  /** Since it was last given a request; infinite: it never was. */
  readonly idleMs: number
}
