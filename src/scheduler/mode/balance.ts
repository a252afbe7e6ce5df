import { byEvenUse } from './even-use.ts'
import type { Mode } from './mode.ts'

/** Even use of the accounts, sessions kept together where that costs no waiting. */
export const balance: Mode = {
  name: 'balance',
  bindsSessions: true,
  waitsForBound: false,
  order: byEvenUse,
}
