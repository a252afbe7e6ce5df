import { Recency } from '../actor/recency.ts'
import type { Notice } from '../scheduler/messages.ts'
import type { AccountEvent } from '../server/admin/operator.ts'

const MAX_EVENTS = 20
/** Accounts come and go with the settings. */
const MAX_ACCOUNTS = 10_000

/** What happened to each account lately, for the operator. */
export class AccountEvents {
  /** By account, oldest first. */
  readonly #events = new Recency<readonly AccountEvent[]>()

  add({ account, event, reason }: Notice, at: number): void {
    const before = this.#events.peek(account) ?? []
    this.#events.put(account, [...before.slice(1 - MAX_EVENTS), { at, event, reason }])
    this.#events.keepNewest(MAX_ACCOUNTS)
  }

  of(account: string): readonly AccountEvent[] {
    return this.#events.peek(account) ?? []
  }
}
