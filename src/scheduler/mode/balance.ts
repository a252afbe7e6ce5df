import { byEvenUse } from './even-use.ts'
import type { Favourite } from '../choice/favourite.ts'
import { WORTH_MS_PER_TOKEN } from '../choice/worth.ts'
import type { Mode } from './mode.ts'
import { isFarBehind } from './uneven.ts'

/** Where more of the accounts cannot serve, there is no elsewhere: what is read anew keeps them all at their limits. */
const MANY = 0.5

/** Even use of the accounts, sessions kept together where that costs no waiting. */
export const balance: Mode = {
  name: 'balance',
  bindsSessions: true,
  followsCache: false,
  goesByLatency: false,
  compare: byEvenUse,
  draws: 'best',
  patienceFor: ({ warmTokens, crowding }: Favourite) =>
    crowding > MANY ? warmTokens * WORTH_MS_PER_TOKEN * crowding : 0,
  attracts: () => false,
  outgrows: isFarBehind,
}
