import type { Settled } from '../../account/messages.ts'
import type { ComplianceRules, ComplianceSnapshot } from './compliance.ts'
import { RecentCount, SlidingWindow } from './sliding-window.ts'

/**
 * The operator's own limits over all accounts, whatever the upstreams allow. Every one of them is an instant or a number of
 * slots, asked when an account is chosen: an attempt that would break one is not made. Instants are as `monotonic`
 * tells them. State of the scheduler actor, used by it alone.
 */
export class Guardrails {
  #rules: ComplianceRules
  #all = new SlidingWindow()
  #signals = new SlidingWindow()
  #switches = new RecentCount()
  readonly #accounts = new Map<string, Guarded>()
  #sweepAt = LEAST_SWEEP

  constructor(rules: ComplianceRules) {
    this.#rules = rules
  }

  /** What was counted stays and is held against the new limits, except that switching off forgets all of it. */
  configure(rules: ComplianceRules): void {
    if (this.#rules.isEnabled && !rules.isEnabled) this.#clear()
    this.#rules = rules
  }

  /** Until when this account may not be given anything; 0: it may now. */
  accountFreeAt(account: string, now: number): number {
    const guarded = this.#accounts.get(account)
    if (guarded === undefined) return 0
    const restsUntil = guarded.restsUntil > now ? guarded.restsUntil : 0
    const limit = this.#rules.maxAccountRequestsPerMinute
    return Math.max(restsUntil, guarded.attempts.freeAt(limit, now))
  }

  /** Until when no account at all may be given anything; 0: one may now. */
  globalFreeAt(now: number): number {
    const { isEnabled, maxGlobalRequestsPerMinute } = this.#rules
    return isEnabled ? this.#all.freeAt(maxGlobalRequestsPerMinute, now) : 0
  }

  isClosed(now: number): boolean {
    return this.globalFreeAt(now) > now
  }

  /** What of an account's own slots may be used; 0: no limit. */
  slotLimit(maxConcurrency: number): number {
    const { isEnabled, maxAccountConcurrency } = this.#rules
    if (!isEnabled) return maxConcurrency
    return maxConcurrency === 0
      ? maxAccountConcurrency
      : Math.min(maxConcurrency, maxAccountConcurrency)
  }

  /** Attempts that one request may have in all, whatever they meet; undefined: as many as without guardrails. */
  attemptLimit(): number | undefined {
    return this.#rules.isEnabled ? Math.max(1, this.#rules.maxAttempts) : undefined
  }

  /** An attempt begins. A further one of the same request is one more. */
  admitted(account: string, now: number): void {
    if (!this.#rules.isEnabled) return
    this.#all.add(now)
    this.#guarded(account, now).attempts.add(now)
  }

  /** What was admitted at that instant has been declined: nothing was asked of an upstream. */
  withdrawn(account: string, admittedAt: number): void {
    const guarded = this.#accounts.get(account)
    if (guarded === undefined) return
    guarded.attempts.takeBack(admittedAt)
    this.#all.takeBack(admittedAt)
  }

  /** An attempt is over: what its upstream answered may be a sign that the account had better rest. */
  settled(account: string, report: Verdict, now: number): void {
    if (!this.#rules.isEnabled) return
    const status = statusOf(report)
    const { riskStatuses, restsAfter429, riskRestMs } = this.#rules
    const guarded = this.#guarded(account, now)
    if (status === 403) guarded.forbidden.add(now)
    if (status === 429) guarded.limited.add(now)
    if (!riskStatuses.includes(status)) return
    this.#signals.add(now)
    if (status === 429 && !restsAfter429) return
    guarded.restsUntil = Math.max(guarded.restsUntil, now + riskRestMs)
  }

  /** A session or a request has gone from one account to another. Counted with the guardrails off, too. */
  switched(now: number): void {
    this.#switches.add(now)
  }

  snapshot(now: number, inFlight: Readonly<Record<string, number>>): ComplianceSnapshot {
    return {
      rules: this.#rules,
      globalRequestsInLastMinute: this.#all.count(now),
      accountRequestsInLastMinute: this.#tell(({ attempts }) => attempts.count(now)),
      accountInFlight: inFlight,
      accountCooldownSecondsRemaining: this.#tell(({ restsUntil }) =>
        Math.ceil((restsUntil - now) / 1000),
      ),
      riskSignalsLastMinute: this.#signals.count(now),
      account403InLastMinute: this.#tell(({ forbidden }) => forbidden.count(now)),
      account429InLastMinute: this.#tell(({ limited }) => limited.count(now)),
      accountSwitchesLastMinute: this.#switches.count(now),
    }
  }

  /** Of the accounts of which there is something to tell. */
  #tell(numberOf: (guarded: Guarded) => number): Readonly<Record<string, number>> {
    const told: [string, number][] = []
    for (const [account, guarded] of this.#accounts) {
      const number = numberOf(guarded)
      if (number > 0) told.push([account, number])
    }
    return Object.fromEntries(told)
  }

  #guarded(account: string, now: number): Guarded {
    const known = this.#accounts.get(account)
    if (known !== undefined) return known
    if (this.#accounts.size >= this.#sweepAt) this.#sweep(now)
    const guarded = {
      attempts: new SlidingWindow(),
      restsUntil: 0,
      forbidden: new SlidingWindow(),
      limited: new SlidingWindow(),
    }
    this.#accounts.set(account, guarded)
    return guarded
  }

  /** Accounts come and go: nothing is kept of one that says nothing any more. Next time when twice as many are known. */
  #sweep(now: number): void {
    for (const [account, { attempts, restsUntil, forbidden, limited }] of this.#accounts)
      if (
        restsUntil <= now &&
        attempts.count(now) + forbidden.count(now) + limited.count(now) === 0
      )
        this.#accounts.delete(account)
    this.#sweepAt = Math.max(LEAST_SWEEP, this.#accounts.size * 2)
  }

  #clear(): void {
    this.#all = new SlidingWindow()
    this.#signals = new SlidingWindow()
    this.#switches = new RecentCount()
    this.#accounts.clear()
  }
}

const LEAST_SWEEP = 1_024

/** What is remembered of one account. */
type Guarded = {
  readonly attempts: SlidingWindow
  /** After a sign of risk. */
  restsUntil: number
  /** 403 and 429. */
  readonly forbidden: SlidingWindow
  readonly limited: SlidingWindow
}

type Verdict = Pick<Settled, 'kind' | 'upstreamStatus'>

/**
 * An error inside a stream has come with status 200: then what it means stands for the status that says the same. A 403
 * about what the request names is no word about the account, nor is a 429 for what is larger than all that it ever takes.
 */
const statusOf = ({ kind, upstreamStatus }: Verdict): number => {
  if (kind === 'too_large') return 0
  if (kind === 'client' && upstreamStatus === 403) return 0
  if (upstreamStatus === 0 || upstreamStatus >= 400) return upstreamStatus
  switch (kind) {
    case 'auth':
    case 'dead':
      return 401
    case 'rate_limited':
    case 'quota':
      return 429
    case 'overloaded':
      return 503
    case 'transient':
      return 500
    case 'client':
    case 'context_length':
    case '':
      return 0
    default:
      return kind satisfies never
  }
}
