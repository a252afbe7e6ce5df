/** What became of a session's binding when a request of it was placed; the names are gephyr's. */
export type SessionAction =
  | 'bound_new_session'
  | 'reused_bound_account'
  /** Its account rests for a while: another serves, and the session stays bound. */
  | 'kept_binding_short_wait'
  /** Its account has no slot free: another serves, and the session stays bound. */
  | 'kept_existing_binding_fallback_selected'
  /** Its account rests for longer than a request would wait. */
  | 'unbound_long_wait'
  /** Its account is out or gone, or may not serve this model. */
  | 'unbound_missing_account'
  /** Its cache was cold, and its account was asked for much more than the others. */
  | 'unbound_uneven_use'
  /** Its cache was cold, and an account that goes before its own by `priority` can serve. */
  | 'unbound_lower_priority'

export type SessionEvent = {
  /** Epoch ms. */
  readonly at: number
  readonly action: SessionAction
  /** As the client named it. */
  readonly session: string
  /** Before this request; empty when there was none. */
  readonly boundAccount: string
  /** Empty where no request of it was placed: its account has gone. */
  readonly selectedAccount: string
  readonly model: string
  /** For how long the bound account still rested. */
  readonly restMs: number
  readonly maxWaitMs: number
}

const MAX_EVENTS = 256

/** The latest of them, oldest first. State of the scheduler actor, used by it alone. */
export class SessionEvents {
  readonly #events: SessionEvent[] = []
  #next = 0

  add(event: SessionEvent): void {
    this.#events[this.#next] = event
    this.#next = (this.#next + 1) % MAX_EVENTS
  }

  list(): readonly SessionEvent[] {
    return [...this.#events.slice(this.#next), ...this.#events.slice(0, this.#next)]
  }
}
