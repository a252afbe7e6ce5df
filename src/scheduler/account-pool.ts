import { restsUntil, storedScope } from '../account/cooldown.ts'
import { freshStatus, type AccountMessage, type AccountStatus } from '../account/messages.ts'
import type { ActorRef } from '../actor/index.ts'
import { matchesAny } from '../ir/model-pattern.ts'
import type { Catalog } from './catalog.ts'
import type { SchedulableAccount } from './messages.ts'
import type { Candidate } from './mode/index.ts'
import type { RouteTarget } from './route.ts'

/** What the scheduler knows of one account. */
export type AccountEntry = {
  settings: SchedulableAccount
  /** No longer in the settings: it ends what it has begun and gets nothing new. */
  isRetired: boolean
  /** As the account last said. */
  status: AccountStatus
  /** Undefined while no thread has its actor. */
  ref: ActorRef<AccountMessage> | undefined
  /** Its actor has said that it is up. */
  isUp: boolean
  /** Of the actor that is up: see `Started`. */
  life: number
  /** The exchanges it was given and has not settled: its load is their number and kept nowhere else. */
  readonly exchanges: Set<number>
  /** See `Candidate`. */
  usedAt: number
  latencyMs: number
}

export type Refusal = {
  readonly account: string
  readonly reason: string
  /** It will be able to serve without anybody's help. */
  readonly isPassing: boolean
  /** For how long it still rests besides; 0 when it does not. */
  readonly restMs: number
}

export type Selection = {
  readonly candidates: readonly Candidate[]
  /** Accounts of the targeted channels that cannot serve this request at all. */
  readonly refusals: readonly Refusal[]
}

const newEntry = (settings: SchedulableAccount): AccountEntry => ({
  settings,
  isRetired: false,
  status: freshStatus,
  ref: undefined,
  isUp: false,
  life: 0,
  exchanges: new Set(),
  usedAt: -1,
  latencyMs: 0,
})

/** Makes the entries those of the settings. Answers the accounts that are new or not as they were. */
export const reconcile = (
  entries: Map<string, AccountEntry>,
  accounts: readonly SchedulableAccount[],
): readonly AccountEntry[] => {
  const wanted = new Set(accounts.map(({ id }) => id))
  for (const entry of entries.values()) entry.isRetired = !wanted.has(entry.settings.id)
  return accounts.flatMap((settings) => {
    const known = entries.get(settings.id)
    if (known === undefined) {
      const entry = newEntry(settings)
      entries.set(settings.id, entry)
      return [entry]
    }
    if (Bun.deepEquals(known.settings, settings)) return []
    if (known.settings.secret !== settings.secret) known.status = freshStatus
    known.settings = settings
    return [known]
  })
}

/** Tries of one exchange at one account, its first one included. */
const MAX_TRIES_PER_ACCOUNT = 2

export type Question = {
  readonly targets: readonly RouteTarget[]
  readonly boundTo: string | undefined
  /** Nobody else is looked at. */
  readonly pinnedTo: string | undefined
  readonly tries: ReadonlyMap<string, number>
  /** Epoch ms, as cooldowns are. */
  readonly now: number
}

/** The accounts that could serve a request now or after a rest, and why the others could not. */
export const select = (
  entries: ReadonlyMap<string, AccountEntry>,
  catalog: Catalog,
  question: Question,
): Selection => {
  const candidates: Candidate[] = []
  const refusals: Refusal[] = []
  for (const entry of entries.values()) {
    const target = question.targets.find(({ channel }) => channel === entry.settings.channel)
    if (target === undefined || entry.isRetired || !isAsked(entry, question)) continue
    const reason = refusalOf(entry, target.model, catalog) ?? spentTries(entry, target, question)
    if (reason === undefined) candidates.push(candidateOf(entry, target, question))
    else refusals.push({ account: entry.settings.id, ...reason })
  }
  return { candidates, refusals }
}

const isAsked = ({ settings }: AccountEntry, { pinnedTo }: Question): boolean =>
  pinnedTo === undefined || pinnedTo === settings.id

const refusalOf = (
  { settings, status, isUp }: AccountEntry,
  model: string,
  catalog: Catalog,
): Omit<Refusal, 'account'> | undefined => {
  if (status.state === 'out') return lasting(status.reason)
  if (model === storedScope) return isUp ? undefined : starting
  if (settings.models.length > 0 && !matchesAny(settings.models, model))
    return lasting('not for this model')
  if (catalog.isForeign(settings.id, settings.channel, model))
    return lasting('its upstream does not list this model')
  return isUp ? undefined : starting
}

const starting = { reason: 'its thread is starting', isPassing: true, restMs: 0 }

const spentTries = (
  { settings, status }: AccountEntry,
  { model }: RouteTarget,
  { tries, now }: Question,
): Omit<Refusal, 'account'> | undefined =>
  (tries.get(settings.id) ?? 0) >= MAX_TRIES_PER_ACCOUNT
    ? { ...lasting('it was tried already'), restMs: restMs(status, model, now) }
    : undefined

const lasting = (reason: string): Omit<Refusal, 'account'> => ({
  reason,
  isPassing: false,
  restMs: 0,
})

/** Behind every priority that an operator can give: what passes untouched loses nothing on its way. */
const TRANSLATED = 1e9

const candidateOf = (
  { settings, status, exchanges, usedAt, latencyMs }: AccountEntry,
  { model, isTranslated }: RouteTarget,
  { targets, boundTo, tries, now }: Question,
): Candidate => ({
  id: settings.id,
  model,
  priority: settings.priority + (isTranslated === true ? TRANSLATED : 0),
  weight: settings.weight,
  inFlight: exchanges.size,
  maxConcurrency: settings.maxConcurrency,
  restMs: restMs(status, model, now),
  usedAt,
  latencyMs,
  // A session that had to be translated for once goes back to where it passes untouched.
  isBound: settings.id === boundTo && isTranslated === targets[0]?.isTranslated,
  tries: tries.get(settings.id) ?? 0,
})

/** A cooldown is an instant of the wall clock, which may be set meanwhile: what is decided from it goes by what is left. */
const restMs = ({ cooldowns }: AccountStatus, model: string, now: number): number =>
  Math.max(0, restsUntil(cooldowns, model, now) - now)

/** A moving mean over about the last ten answers. */
export const learnLatency = (entry: AccountEntry, firstEventMs: number): void => {
  if (firstEventMs < 0) return
  entry.latencyMs =
    entry.latencyMs === 0 ? firstEventMs : entry.latencyMs * 0.9 + firstEventMs * 0.1
}

/** Whether it could begin a request for this model now, as far as is known. `now`: epoch ms. */
export const isReady = (entry: AccountEntry, model: string, now: number): boolean =>
  entry.isUp &&
  entry.status.state === 'ready' &&
  !isFull(entry) &&
  restMs(entry.status, model, now) === 0

export const isFull = ({ settings, exchanges }: AccountEntry): boolean =>
  settings.maxConcurrency > 0 && exchanges.size >= settings.maxConcurrency
