import { restsUntil } from '../account/cooldown.ts'
import type { AccountEntry } from './standing/account-pool.ts'
import type { Ground } from './ground.ts'
import { listModels, type Listing } from './routing/listing.ts'
import type { Notice } from './messages.ts'

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
      readyAt: readyAt(entries.values(), context.clock.now()),
      ...this.#listing,
    })
  }

  notice(notice: Omit<Notice, 'type'>): void {
    this.#ground.context.tell(this.#ground.args.viewer, { type: 'notice', ...notice })
  }
}

/** Nearly always the first one that is looked at can serve, however many there are. */
const readyAt = (entries: Iterable<AccountEntry>, now: number): number => {
  let soonest = Number.POSITIVE_INFINITY
  for (const { isUp, isRetired, blocked, status } of entries) {
    if (!isUp || isRetired || blocked !== '' || status.state !== 'ready') continue
    soonest = Math.min(soonest, restsUntil(status.cooldowns, '', now))
    if (soonest === 0) return soonest
  }
  return soonest
}
