import type { Favourite } from '../favourite.ts'
import { byEvenUse } from './even-use.ts'
import type { Mode } from './mode.ts'
import { isFarBehind } from './uneven.ts'

/** A prompt goes where its beginning is in the upstream's cache, and waits for that as long as it is worth it. */
export const cacheFirst: Mode = {
  name: 'cache_first',
  bindsSessions: true,
  followsCache: true,
  compare: byEvenUse,
  draws: 'best',
  patienceFor: ({ warmTokens, isBound, isKnown }: Favourite) =>
    isBound || isKnown ? warmTokens * MS_PER_TOKEN : 0,
  outgrows: isFarBehind,
}

/** Worth of a token that is read from the cache: a thousand of them are worth two seconds. */
const MS_PER_TOKEN = 2
