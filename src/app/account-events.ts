import type { Notice } from '../scheduler/messages.ts'
import type { AccountEvent } from '../server/admin/operator.ts'

const MAX_EVENTS = 20
/** Accounts come and go with the settings. */
const MAX_ACCOUNTS = 10_000

/** What happened to each account lately, for the operator. */
export class AccountEvents {
  /** By account, oldest first; the account that something happened to last stands last. */
  readonly #events = new Map<string, readonly AccountEvent[]>()

  add({ account, event, reason }: Notice, at: number): void {
    const before = this.#events.get(account) ?? []
    this.#events.delete(account)
    this.#events.set(account, [...before.slice(1 - MAX_EVENTS), { at, event, reason }])
    for (const oldest of this.#events.keys()) {
      if (this.#events.size <= MAX_ACCOUNTS) return
      this.#events.delete(oldest)
    }
  }

  of(account: string): readonly AccountEvent[] {
    return this.#events.get(account) ?? []
  }
}
