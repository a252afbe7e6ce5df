import type { AccountEntry } from './account-pool.ts'
import type { Ground } from './ground.ts'
import { listModels, type Listing } from './listing.ts'
import type { AccountSummary, Notice } from './messages.ts'

/** Changes that come together are published together. */
const PUBLISH_AFTER_MS = 10

/** What the scheduler tells to whom it may concern. State of the scheduler actor, used by it alone. */
export class Publishing {
  readonly #ground: Ground
  #isPublishing = false
  /** Undefined since something has changed that it is made of. */
  #listing: Listing | undefined

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Other models may be served than before. */
  forgetModels(): void {
    this.#listing = undefined
  }

  soon(): void {
    if (this.#isPublishing) return
    this.#isPublishing = true
    this.#ground.context.timers.after('publish', PUBLISH_AFTER_MS, { type: 'publish' })
  }

  publish(): void {
    this.#isPublishing = false
    this.#listing ??= listModels(this.#ground)
    const { context, args, entries } = this.#ground
    context.tell(args.viewer, {
      type: 'scheduler-view',
      accounts: Array.from(entries.values(), summaryOf),
      ...this.#listing,
    })
  }

  notice(notice: Omit<Notice, 'type'>): void {
    this.#ground.context.tell(this.#ground.args.viewer, { type: 'notice', ...notice })
  }
}

const summaryOf = ({ settings: { id, channel }, status, isUp }: AccountEntry): AccountSummary => ({
  id,
  channel,
  isUp,
  status,
})
