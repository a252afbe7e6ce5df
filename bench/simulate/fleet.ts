import { seededRandom } from '../../src/actor/index.ts'
import type { Table } from './data-file.ts'
import { lognormal } from './distributions.ts'
import { UpstreamAccount, type AccountModel } from './upstream.ts'

/** Accounts of one kind, as data: a `[[fleet]]` of a file. */
export type AccountClass = Omit<AccountModel, 'id' | 'slowness' | 'outage' | 'revokedAt'> & {
  /** Of so many parts of the fleet. */
  readonly share: number
  /** How unlike the accounts are in speed; 0: all alike. */
  readonly slownessSpread: number
  /** Of so many accounts one has an outage of half an hour in the day; 0: none. */
  readonly oneOutageIn: number
  /** Of so many accounts one has its key revoked at noon; 0: none. */
  readonly oneRevokedIn: number
}

export type Fleet = { readonly classes: readonly AccountClass[] }

const HOUR_MS = 3_600_000

export const readFleet = (table: Table): Fleet => ({ classes: table.list('fleet', readClass) })

const readClass = (table: Table): AccountClass => {
  const kind = {
    share: table.number('share', { least: 0.001 }, 1),
    weight: table.number('weight', { least: 0.001 }, 1),
    priority: table.number('priority', { isWhole: true }, 0),
    tier: table.text('tier', ''),
    requestsPerMinute: table.number('requests_per_minute', { least: 0 }),
    tokensPerMinute: table.number('tokens_per_minute', { least: 0 }),
    outputTokensPerMinute: table.number('output_tokens_per_minute', { least: 0 }, 0),
    countsCacheReads: table.flag('counts_cache_reads', false),
    concurrency: table.number('concurrency', { least: 0, isWhole: true }),
    tokensPerDay: table.number('tokens_per_day', { least: 0 }, 0),
    tokensPerWindow: table.number('tokens_per_window', { least: 0 }, 0),
    windowMs: table.number('window_hours', { least: 0.01 }, 5) * HOUR_MS,
    cacheLifetimeMs: table.number('cache_lifetime_seconds', { least: 0 }, 300) * 1_000,
    noise: table.number('noise', { least: 0, most: 1 }, 0),
    slownessSpread: table.number('slowness_spread', { least: 0, most: 3 }, 0),
    oneOutageIn: table.number('one_outage_in', { least: 0, isWhole: true }, 0),
    oneRevokedIn: table.number('one_revoked_in', { least: 0, isWhole: true }, 0),
  }
  table.end()
  return kind
}

/** For as long as the most patient cache keeps a prompt. */
export const lifetimeOf = ({ classes }: Fleet): number =>
  Math.max(...classes.map(({ cacheLifetimeMs }) => cacheLifetimeMs))

export const openFleet = (
  fleet: Fleet,
  count: number,
  seed: number,
): ReadonlyMap<string, UpstreamAccount> => {
  const random = seededRandom(seed ^ 0xf1ee7)
  const dealt = new Map<AccountClass, number>()
  return new Map(
    Array.from({ length: count }, (_, position) => {
      const kind = nextClass(fleet.classes, dealt, position)
      const index = dealt.get(kind) ?? 0
      dealt.set(kind, index + 1)
      const { share: _share, slownessSpread, oneOutageIn, oneRevokedIn, ...limits } = kind
      const outageAt = random.next() * 23 * HOUR_MS
      const model: AccountModel = {
        ...limits,
        id: `model/${String(position).padStart(5, '0')}`,
        slowness: lognormal(random, 1, slownessSpread),
        ...(isOneIn(index, oneOutageIn) ? { outage: [outageAt, outageAt + HOUR_MS / 2] } : {}),
        ...(isOneIn(index + 3, oneRevokedIn) ? { revokedAt: 12 * HOUR_MS } : {}),
      }
      return [model.id, new UpstreamAccount(model, seededRandom(seed * 65_537 + position))]
    }),
  )
}

/** The one that is furthest behind its share: every beginning of a fleet is mixed as the whole. */
const nextClass = (
  classes: readonly AccountClass[],
  dealt: ReadonlyMap<AccountClass, number>,
  position: number,
): AccountClass => {
  const whole = classes.reduce((sum, { share }) => sum + share, 0)
  const behind = (one: AccountClass): number =>
    (one.share / whole) * (position + 1) - (dealt.get(one) ?? 0)
  return classes.reduce((best, one) => (behind(one) > behind(best) ? one : best))
}

const isOneIn = (index: number, every: number): boolean => every > 0 && index % every === every - 1
