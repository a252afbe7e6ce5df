import type { AccountEntry } from './account-pool.ts'
import { release, type Ground } from '../ground.ts'

/** Accounts that go out together are let go of together: each time it goes through every binding and every beginning. */
const RELEASE_AFTER_MS = 100

/**
 * Lets go of what is bound to accounts that are out, or warm there. Nobody waits for it: a request finds out by itself that
 * such an account cannot serve. State of the scheduler actor, used by it alone.
 */
export class Releasing {
  readonly #ground: Ground
  readonly #entries = new Set<AccountEntry>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  soon(entry: AccountEntry): void {
    const { timers } = this.#ground.context
    if (this.#entries.size === 0) timers.after('release', RELEASE_AFTER_MS, { type: 'release' })
    this.#entries.add(entry)
  }

  /** Those that are still out. */
  release(): void {
    const out = Array.from(this.#entries).filter(({ status }) => status.state === 'out')
    this.#entries.clear()
    release(out, this.#ground)
  }
}
