import { seededRandom } from '../../src/actor/index.ts'
import { lognormal } from './distributions.ts'
import { UpstreamAccount, type AccountModel } from './upstream.ts'

/** A fleet of accounts, as data in the workload's file. */
export type Fleet = Omit<AccountModel, 'id' | 'slowness' | 'weight' | 'outage' | 'revokedAt'> & {
  /** How unlike the accounts are in speed; 0: all alike. */
  readonly slownessSpread: number
  /** Of so many accounts one has an outage of half an hour in the day. */
  readonly oneOutageIn: number
  /** Of so many accounts one has its key revoked at noon. */
  readonly oneRevokedIn: number
}

const HOUR_MS = 3_600_000

export const openFleet = (
  fleet: Fleet,
  count: number,
  seed: number,
): ReadonlyMap<string, UpstreamAccount> => {
  const random = seededRandom(seed ^ 0xf1ee7)
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const { slownessSpread, oneOutageIn, oneRevokedIn, ...limits } = fleet
      const outageAt = random.next() * 23 * HOUR_MS
      const model: AccountModel = {
        ...limits,
        id: `model/${String(index).padStart(5, '0')}`,
        weight: 1,
        slowness: lognormal(random, 1, slownessSpread),
        ...(isOneIn(index, oneOutageIn) ? { outage: [outageAt, outageAt + HOUR_MS / 2] } : {}),
        ...(isOneIn(index + 3, oneRevokedIn) ? { revokedAt: 12 * HOUR_MS } : {}),
      }
      return [model.id, new UpstreamAccount(model, seededRandom(seed * 65_537 + index))]
    }),
  )
}

const isOneIn = (index: number, every: number): boolean => every > 0 && index % every === every - 1
