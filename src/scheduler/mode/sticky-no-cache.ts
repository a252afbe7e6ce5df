import type { Standing } from '../standing/leaf.ts'
import { byRank } from './even-use.ts'
import type { Mode } from './mode.ts'

/** All requests at the account with the smallest id, until it cannot serve: then at the next. gproxy's mode of this name. */
export const stickyNoCache: Mode = {
  name: 'sticky_no_cache',
  bindsSessions: false,
  followsCache: false,
  goesByLatency: false,
  compare: (one: Standing, other: Standing) =>
    byRank(one, other) || byId.compare(one.account, other.account) || one.tie - other.tie,
  draws: 'best',
  patienceFor: () => 0,
  attracts: () => false,
  outgrows: () => false,
}

/** Ids are often numbers: the tenth comes after the second. */
const byId = new Intl.Collator('en', { numeric: true })
