import { Recency } from '../../actor/recency.ts'

type Subject = { readonly channel: string; readonly model: string }

/** Accounts are many and clients choose the names of models. */
const MAX_SUBJECTS = 50_000
const NEWEST = 0.2

/**
 * How much of what was expected an account's upstream has really read from its cache, as a moving mean per model: an
 * upstream that does not cache, or not for long, is soon not expected to. 0 to 1; 1 while nothing is known.
 */
export class Trust {
  readonly #means = new Recency<number>()

  of(account: string, subject: Subject): number {
    return this.#means.peek(keyOf(account, subject)) ?? 1
  }

  /** `kept`: the share of what was expected. */
  learn(account: string, subject: Subject, kept: number): void {
    const key = keyOf(account, subject)
    const before = this.#means.peek(key) ?? 1
    this.#means.put(key, before * (1 - NEWEST) + Math.min(1, kept) * NEWEST)
    this.#means.keepNewest(MAX_SUBJECTS)
  }

  releaseAccounts(accounts: ReadonlySet<string>): void {
    for (const [key] of this.#means)
      if (accounts.has(key.slice(0, key.indexOf('\n')))) this.#means.delete(key)
  }
}

const keyOf = (account: string, { channel, model }: Subject): string =>
  `${account}\n${channel}\n${model}`
