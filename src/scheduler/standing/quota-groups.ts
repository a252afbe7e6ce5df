import { addCooldown, type Cooldown } from '../../account/cooldown.ts'
import type { AccountStatus } from '../../account/messages.ts'
import type { AccountEntry } from './account-pool.ts'

/** Which accounts share their limits. State of the scheduler actor, used by it alone. */
export class QuotaGroups {
  readonly #entries: ReadonlyMap<string, AccountEntry>
  #groups: ReadonlyMap<string, readonly AccountEntry[]> | undefined

  constructor(entries: ReadonlyMap<string, AccountEntry>) {
    this.#entries = entries
  }

  /** Other accounts, or others of their groups. */
  reset(): void {
    this.#groups = undefined
  }

  /**
   * Rests with an account the others of its group, as far as is known here: their own word on it follows. Answers those that
   * did not rest for so long yet, and what to tell them.
   */
  restWith(entry: AccountEntry, before: AccountStatus): readonly GroupRest[] {
    if (entry.settings.quotaGroup === '') return []
    const limits = newLimits(before, entry.status)
    return limits.length === 0
      ? []
      : this.#othersOf(entry).flatMap((member) => restOf(member, limits))
  }

  #othersOf(entry: AccountEntry): readonly AccountEntry[] {
    this.#groups ??= Map.groupBy(this.#entries.values(), ({ settings }) => settings.quotaGroup)
    const group = this.#groups.get(entry.settings.quotaGroup) ?? []
    return group.filter((member) => member !== entry)
  }
}

export type GroupRest = { readonly member: AccountEntry; readonly cooldowns: readonly Cooldown[] }

const newLimits = (before: AccountStatus, { cooldowns }: AccountStatus): readonly Cooldown[] =>
  cooldowns.filter((one) => isShared(one) && isLonger(one, before))

const restOf = (member: AccountEntry, limits: readonly Cooldown[]): readonly GroupRest[] => {
  const cooldowns = limits.filter((limit) => isLonger(limit, member.status))
  if (cooldowns.length === 0) return []
  member.status = {
    ...member.status,
    cooldowns: cooldowns.reduce<readonly Cooldown[]>(addCooldown, member.status.cooldowns),
  }
  return [{ member, cooldowns }]
}

/** A break or a refusal is the account's own. */
const isShared = ({ cause }: Cooldown): boolean =>
  cause === 'rate_limited' || cause === 'quota' || cause === 'announced'

/** Only what lasts longer than what is known is passed on, so that nothing goes round. */
const isLonger = ({ model, until, cause }: Cooldown, { cooldowns }: AccountStatus): boolean =>
  !cooldowns.some((known) => known.model === model && known.cause === cause && known.until >= until)
