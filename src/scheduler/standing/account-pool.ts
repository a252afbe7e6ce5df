import { freshStatus, type AccountMessage, type AccountStatus } from '../../account/messages.ts'
import type { ActorRef } from '../../actor/index.ts'
import { Recency } from '../../actor/recency.ts'
import type { EgressSettings } from '../../exchange/egress/egress.ts'
import type { Guardrails } from './guardrails.ts'
import type { SchedulableAccount } from '../messages.ts'

/** What the scheduler knows of one account. */
export type AccountEntry = {
  settings: SchedulableAccount
  /** Its way out; undefined while it has never had one. */
  egress: EgressSettings | undefined
  /** Why it may not use its way out now; empty when it may. */
  blocked: string
  /** No longer in the settings: it ends what it has begun and gets nothing new. */
  isRetired: boolean
  /** As the account last said. */
  status: AccountStatus
  /** Undefined while no thread has its actor. */
  ref: ActorRef<AccountMessage> | undefined
  /** Its actor has said that it is up. */
  isUp: boolean
  /** Of the actor that is up: see `Started`. Less than 0: it never was, and what is heard of it is its predecessor's. */
  life: number
  /** The exchanges it was given and has not settled: its load is their number and kept nowhere else. */
  readonly exchanges: Map<number, Flight>
  /** When it was last given an order, as `monotonic` tells; less than 0: never. */
  usedAt: number
  /** Recent time to the first event in ms, by model. */
  readonly latencies: Recency<number>
  /** What was asked of it for its weight: see `spending.ts`. */
  spent: number
}

/** An exchange that an account has. */
export type Flight = {
  readonly model: string
  /** What it is thought to cost until it is known, in tokens. */
  readonly charge: number
  /** What its upstream is thought to read anew, in tokens. */
  readonly freshTokens: number
  /** Its upstream has begun to answer. */
  isAnswered: boolean
}

const newEntry = (settings: SchedulableAccount, spent: number): AccountEntry => ({
  settings,
  egress: settings.awaitsEgress === true ? undefined : settings.egress,
  blocked: '',
  isRetired: false,
  status: freshStatus,
  ref: undefined,
  isUp: false,
  life: -1,
  exchanges: new Map(),
  usedAt: -1,
  latencies: new Recency(),
  spent,
})

/** Makes the entries those of the settings. Answers the accounts that are new, there again, or not as they were. */
export const reconcile = (
  entries: Map<string, AccountEntry>,
  accounts: readonly SchedulableAccount[],
): readonly AccountEntry[] => {
  const wanted = new Set(accounts.map(({ id }) => id))
  const returned = new Set<AccountEntry>()
  for (const entry of entries.values()) {
    const isWanted = wanted.has(entry.settings.id)
    if (entry.isRetired && isWanted) returned.add(entry)
    entry.isRetired = !isWanted
  }
  const least = leastSpent(entries.values())
  return accounts.flatMap((settings) => {
    const known = entries.get(settings.id)
    if (known === undefined) {
      const entry = newEntry(settings, least.get(settings.channel) ?? 0)
      entries.set(settings.id, entry)
      return [entry]
    }
    if (Bun.deepEquals(known.settings, settings)) return returned.has(known) ? [known] : []
    if (known.settings.secret !== settings.secret) known.status = freshStatus
    changeWayOut(known, settings)
    known.settings = settings
    return [known]
  })
}

/** What the proxy pool said of it holds while the pool has the say; when it gets it, nothing goes out until it speaks. */
const changeWayOut = (entry: AccountEntry, settings: SchedulableAccount): void => {
  if (settings.awaitsEgress !== true) {
    entry.egress = settings.egress
    entry.blocked = ''
  } else if (entry.settings.awaitsEgress !== true) {
    entry.blocked = 'its proxy has not been chosen yet'
  }
}

/** By channel. A new account begins there: it is not to make up for what it was not here for. */
const leastSpent = (entries: Iterable<AccountEntry>): ReadonlyMap<string, number> => {
  const least = new Map<string, number>()
  for (const { settings, spent } of entries)
    least.set(settings.channel, Math.min(spent, least.get(settings.channel) ?? spent))
  return least
}

/** Without a model: whatever it were asked for. */
export const isFull = (entry: AccountEntry, guardrails: SlotRule, model = ''): boolean => {
  const slots = slotsOf(entry, guardrails)
  if (slots > 0 && entry.exchanges.size >= slots) return true
  return entry.status.ramps.some(
    (ramp) =>
      (ramp.model === '' || ramp.model === model) && unanswered(entry, ramp.model) >= ramp.slots,
  )
}

type SlotRule = Pick<Guardrails, 'slotLimit'>

/** Requests it may have in flight at most; 0: no limit. */
export const slotsOf = ({ settings }: AccountEntry, guardrails: SlotRule): number =>
  guardrails.slotLimit(settings.maxConcurrency)

/** Looked at only while it comes back from a rest. */
const unanswered = ({ exchanges }: AccountEntry, model: string): number => {
  let count = 0
  for (const flight of exchanges.values())
    if (!flight.isAnswered && (model === '' || flight.model === model)) count += 1
  return count
}
