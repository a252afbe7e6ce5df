import { accountClient } from '../../account/client.ts'
import { withoutExpired } from '../../account/cooldown.ts'
import { freshStatus, type AccountStatus } from '../../account/messages.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import type { BindingChange } from '../session/bindings.ts'
import type { Ground } from '../ground.ts'
import type {
  HandOver,
  KeptAccount,
  KeptBinding,
  KeptOwners,
  KeptState,
  RestoreState,
} from './kept-state.ts'
import type { OwnersChange } from '../routing/owners.ts'
import type { Placement } from '../standing/placement.ts'

/** Changes that come together are told together. */
const KEEP_AFTER_MS = 500

/**
 * Tells what must outlive the program, and takes back what earlier runs have left. Instants travel as those of the wall
 * clock, since the other clock begins anew with each run. State of the scheduler actor, used by it alone.
 */
export class Keeping {
  readonly #ground: Ground
  readonly #placement: Placement
  /** Accounts whose state is not as it was told of last. */
  readonly #accounts = new Set<string>()
  readonly #digests = new WeakMap<AccountEntry['settings'], Digest>()
  #isDue = false

  constructor(ground: Ground, placement: Placement) {
    this.#ground = ground
    this.#placement = placement
  }

  accountChanged(account: string): void {
    this.#accounts.add(account)
  }

  /** To be called after every message: whatever has changed by it is told before long. */
  tellSoon(): void {
    if (this.#isDue || !this.#hasChanges()) return
    this.#isDue = true
    this.#ground.context.timers.after('keep', KEEP_AFTER_MS, { type: 'keep' })
  }

  tell(): void {
    this.#isDue = false
    const { context, args } = this.#ground
    context.tell(args.viewer, { type: 'state-changed', ...this.#take(false) })
  }

  handOver({ isAll, replyTo }: HandOver): void {
    this.#ground.context.tell(replyTo, { type: 'state-changed', ...this.#take(isAll) })
  }

  restore(state: RestoreState): void {
    const { bindings, owners, unkept, entries, shelves } = this.#ground
    const now = this.#now()
    for (const account of state.accounts) this.#restoreAccount(account)
    bindings.restore(state.bindings.map(this.#toMonotonic), now)
    const bound = state.bindings.map(({ account }) => account)
    bindings.releaseAccounts(
      new Set(bound.filter((account) => entries.get(account)?.status.state !== 'ready')),
    )
    owners.restore(state.owners.map(this.#ownersToMonotonic), now)
    unkept.restore(state.unkept.map(this.#ownersToMonotonic), now)
    shelves.reset()
  }

  #restoreAccount({ account, digest, status }: KeptAccount): void {
    const entry = this.#ground.entries.get(account)
    if (entry === undefined) return this.accountChanged(account)
    if (status === null || entry.status !== freshStatus) return
    const kept = stillTrue(status, this.#ground.context.clock.now())
    if (kept === undefined || digest !== this.#digestOf(entry)) return this.accountChanged(account)
    entry.status = kept
    const args = this.#placement.argumentsOf(entry)
    if (entry.isUp && entry.ref !== undefined && args !== undefined)
      accountClient(this.#ground.context, entry.ref).restore(args, kept)
  }

  #hasChanges(): boolean {
    const { bindings, owners, unkept } = this.#ground
    return this.#accounts.size > 0 || bindings.hasChanges || owners.hasChanges || unkept.hasChanges
  }

  #take(isAll: boolean): KeptState {
    const { bindings, owners, unkept } = this.#ground
    const accounts = Array.from(this.#accounts, (account) => this.#keptAccount(account))
    this.#accounts.clear()
    return {
      accounts,
      bindings: bindings.takeChanges(isAll).map(this.#keptBinding),
      owners: owners.takeChanges().map(this.#keptOwners),
      unkept: unkept.takeChanges().map(this.#keptOwners),
    }
  }

  #keptAccount(account: string): KeptAccount {
    const entry = this.#ground.entries.get(account)
    const status = entry && stillTrue(entry.status, this.#ground.context.clock.now())
    return entry === undefined || status === undefined
      ? { account, digest: '', status: null }
      : { account, digest: this.#digestOf(entry), status }
  }

  readonly #keptBinding = ({ session, binding }: BindingChange): KeptBinding =>
    binding === undefined
      ? { session, account: '', boundAt: 0, usedAt: this.#toEpoch(this.#now()), uses: 0 }
      : {
          session,
          account: binding.account,
          boundAt: this.#toEpoch(binding.boundAt),
          usedAt: this.#toEpoch(binding.usedAt),
          uses: binding.uses,
        }

  readonly #keptOwners = ({ id, owners }: OwnersChange): KeptOwners => ({
    id,
    owners: owners.map((owner) => ({ ...owner, madeAt: this.#toEpoch(owner.madeAt) })),
  })

  readonly #toMonotonic = (binding: KeptBinding): KeptBinding => ({
    ...binding,
    boundAt: this.#fromEpoch(binding.boundAt),
    usedAt: this.#fromEpoch(binding.usedAt),
  })

  readonly #ownersToMonotonic = ({ id, owners }: KeptOwners): OwnersChange => ({
    id,
    owners: owners.map((owner) => ({ ...owner, madeAt: this.#fromEpoch(owner.madeAt) })),
  })

  /** Settings never change, others take their place: an account tells of itself far more often. */
  #digestOf({ settings }: AccountEntry): string {
    const baseUrl = this.#ground.routing.channels.get(settings.channel)?.settings.baseUrl
    const known = this.#digests.get(settings)
    if (known !== undefined && known.baseUrl === baseUrl) return known.digest
    const text = JSON.stringify([settings.id, baseUrl, settings.secret])
    const digest = new Bun.CryptoHasher('sha256').update(text).digest('hex')
    this.#digests.set(settings, { baseUrl, digest })
    return digest
  }

  #toEpoch(instant: number): number {
    return Math.round(this.#ground.context.clock.now() - (this.#now() - instant))
  }

  /** What lies ahead was written by a clock that was set back since. */
  #fromEpoch(instant: number): number {
    return this.#now() - Math.max(0, this.#ground.context.clock.now() - instant)
  }

  #now(): number {
    return this.#ground.context.clock.monotonic()
  }
}

/** Of what the channel and the account of a state were, so that it is not given to others of their names. */
type Digest = { readonly baseUrl: string | undefined; readonly digest: string }

/** Without what is over by now; undefined when nothing is left that a fresh account would not be. */
const stillTrue = (status: AccountStatus, now: number): AccountStatus | undefined => {
  const kept: AccountStatus = {
    ...status,
    cooldowns: withoutExpired(status.cooldowns, now),
    quotas: status.quotas.filter(({ resetsAt }) => resetsAt > now),
  }
  const isTold = kept.cooldowns.length + kept.quotas.length > 0
  return isTold || !Bun.deepEquals(kept, freshStatus) ? kept : undefined
}
