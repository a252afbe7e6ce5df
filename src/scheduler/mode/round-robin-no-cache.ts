import type { Standing } from '../standing/leaf.ts'
import { byRank } from './even-use.ts'
import type { Mode } from './mode.ts'

/** Any account is as likely as any other, whatever it has had. gproxy's mode of this name, which draws by chance as well. */
export const roundRobinNoCache: Mode = {
  name: 'round_robin_no_cache',
  bindsSessions: false,
  followsCache: false,
  goesByLatency: false,
  compare: (one: Standing, other: Standing) => byRank(one, other) || one.tie - other.tie,
  draws: 'one',
  patienceFor: () => 0,
  attracts: () => false,
  outgrows: () => false,
}
