import { byEvenUse } from './even-use.ts'
import type { Mode } from './mode.ts'
import { isFarBehind } from './uneven.ts'

/** Even use of the accounts, sessions kept together where that costs no waiting. */
export const balance: Mode = {
  name: 'balance',
  bindsSessions: true,
  followsCache: false,
  compare: byEvenUse,
  draws: 'best',
  patienceFor: () => 0,
  attracts: () => false,
  outgrows: isFarBehind,
}
