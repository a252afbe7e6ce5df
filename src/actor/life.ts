import { pathOf, refTo } from './address.ts'
import type { TimerHandle } from './clock.ts'
import { stoppedEnd, type End } from './command.ts'
import { actorContext } from './context.ts'
import type { AnyDefinition, Behavior, Signal } from './definition.ts'
import { recordFailure } from './failure.ts'
import type { Host } from './host.ts'
import type { ActorState } from './inspection.ts'
import type { FailureRecord, Message } from './message.ts'
import { decide, withinWindow } from './supervision.ts'
import { ActorTimers, type Token } from './timers.ts'

/** What an actor is made of. */
export type Origin = {
  readonly ref: string
  readonly definition: AnyDefinition
  readonly args: unknown
  /** The parent's address, empty for a root. */
  readonly parent: string
}

/** What moves a life on, one at a time. */
export type LifeEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'delay-over' }
  | { readonly type: 'defect'; readonly failure: FailureRecord }
  | { readonly type: 'terminated'; readonly of: string; readonly end: End }

/** The lanes of the actor whose life this is. */
export type Lanes = {
  enqueue(event: LifeEvent): void
  sendOwn(message: Message, token: Token): void
  /** Nobody will read what waits. */
  discardMail(): void
}

/** What ends with a restart. */
type Stage = { readonly token: Token; readonly timers: ActorTimers }

/** From start to end: an actor's behaviour, its failures, and those it is related to. */
export class Life {
  readonly #host: Host
  readonly #origin: Origin
  readonly #lanes: Lanes
  readonly #children = new Set<string>()
  readonly #watching = new Set<string>()
  readonly watchers = new Set<string>()
  #state: ActorState = 'starting'
  #behavior: Behavior<Message> | undefined
  #stage: Stage | undefined
  #restartTimes: readonly number[] = []
  #restarts = 0
  #lastFailure: FailureRecord | undefined
  /** While restarting, until the delay is over. */
  #delay: TimerHandle | undefined
  #end: End = stoppedEnd

  constructor(host: Host, origin: Origin, lanes: Lanes) {
    this.#host = host
    this.#origin = origin
    this.#lanes = lanes
  }

  get state(): ActorState {
    return this.#state
  }

  get isEnding(): boolean {
    return this.#state === 'stopping' || this.#state === 'stopped'
  }

  get history(): { readonly restarts: number; readonly lastFailure: FailureRecord | null } {
    return { restarts: this.#restarts, lastFailure: this.#lastFailure ?? null }
  }

  get children(): ReadonlySet<string> {
    return this.#children
  }

  /** Everyone whose end this actor is to hear of. */
  get related(): ReadonlySet<string> {
    return this.#children.union(this.#watching)
  }

  receive(message: Message): void {
    try {
      this.#behavior?.receive(message)
    } catch (thrown) {
      this.#fail(recordFailure(thrown))
    }
  }

  handle(event: LifeEvent): void {
    switch (event.type) {
      case 'start':
        return this.#setUp()
      case 'stop':
        return this.#beginStop(stoppedEnd)
      case 'delay-over':
        this.#delay = undefined
        return this.#proceed()
      case 'defect':
        return this.#fail(event.failure)
      case 'terminated':
        return this.#terminated(event.of, event.end)
      default:
        return event satisfies never
    }
  }

  #setUp(): void {
    const { definition, args } = this.#origin
    const token: Token = { isLive: true, taken: () => undefined }
    const timers = new ActorTimers(this.#host.clock, this.#lanes.sendOwn)
    this.#stage = { token, timers }
    this.#state = 'running'
    try {
      this.#behavior = definition.setup(this.#contextFor(this.#stage), args)
    } catch (thrown) {
      this.#fail(recordFailure(thrown))
    }
  }

  #contextFor(stage: Stage) {
    return actorContext({
      ...stage,
      host: this.#host,
      self: this.#origin.ref,
      path: pathOf(this.#origin.ref),
      children: this.#children,
      watching: this.#watching,
      sendOwn: this.#lanes.sendOwn,
      crash: (failure) => this.#lanes.enqueue({ type: 'defect', failure }),
      stop: () => this.#lanes.enqueue({ type: 'stop' }),
    })
  }

  #signal(signal: Signal): void {
    try {
      this.#behavior?.signal?.(signal)
    } catch (thrown) {
      this.#fail(recordFailure(thrown))
    }
  }

  #fail(failure: FailureRecord): void {
    this.#lastFailure = failure
    const decision = this.#state === 'running' ? this.#decide() : undefined
    const { ref, definition } = this.#origin
    const outcome = decision?.type ?? 'none'
    this.#host.observe({ type: 'actor-failed', ref, kind: definition.kind, failure, outcome })
    switch (decision?.type) {
      case undefined:
      case 'resume':
        return
      case 'restart':
        return this.#beginRestart(decision.delayMs, failure)
      case 'stop':
        return this.#beginStop({ reason: { type: 'failed', failure }, isEscalated: false })
      case 'escalate':
        return this.#beginStop({ reason: { type: 'failed', failure }, isEscalated: true })
      default:
        return decision satisfies never
    }
  }

  #decide() {
    return decide({
      supervision: this.#origin.definition.supervision,
      restarts: this.#restartTimes,
      hasBehavior: this.#behavior !== undefined,
      now: this.#host.clock.monotonic(),
      random: this.#host.random,
    })
  }

  #beginRestart(delayMs: number, failure: FailureRecord): void {
    const { clock } = this.#host
    const now = clock.monotonic()
    const { withinMs } = this.#origin.definition.supervision.limit
    this.#state = 'restarting'
    this.#restarts += 1
    this.#restartTimes = [...withinWindow(this.#restartTimes, now, withinMs), now]
    this.#signal({ type: 'restarting', failure })
    this.#leaveStage()
    this.#behavior = undefined
    if (delayMs > 0) {
      this.#delay = clock.schedule(delayMs, () => this.#lanes.enqueue({ type: 'delay-over' }))
    }
    this.#proceed()
  }

  #beginStop(end: End): void {
    if (this.isEnding) return
    this.#state = 'stopping'
    this.#end = end
    this.#delay?.cancel()
    this.#leaveStage()
    this.#lanes.discardMail()
    this.#proceed()
  }

  /** Timers, work, watches and children belong to a behaviour and end with it. */
  #leaveStage(): void {
    if (this.#stage !== undefined) this.#stage.token.isLive = false
    this.#stage?.timers.close()
    for (const watched of this.#watching) {
      this.#host.command(watched, { type: 'unwatch', watcher: this.#origin.ref })
    }
    this.#watching.clear()
    for (const child of this.#children) this.#host.command(child, { type: 'stop' })
  }

  /** What waited for the children to be gone goes on. */
  #proceed(): void {
    if (this.#children.size > 0) return
    if (this.#state === 'stopping') this.#finish()
    else if (this.#state === 'restarting' && this.#delay === undefined) this.#setUp()
  }

  #finish(): void {
    const { ref, parent } = this.#origin
    this.#signal({ type: 'stopping' })
    this.#state = 'stopped'
    this.#host.ended(ref, this.#end)
    const listeners = parent === '' ? this.watchers : this.watchers.add(parent)
    for (const listener of listeners) {
      const isEscalated = this.#end.isEscalated && listener === parent
      const end = { reason: this.#end.reason, isEscalated }
      this.#host.command(listener, { type: 'terminated', of: ref, end })
    }
  }

  #terminated(of: string, { reason, isEscalated }: End): void {
    const wasChild = this.#children.delete(of)
    const wasWatched = this.#watching.delete(of)
    if (!wasChild && !wasWatched) return
    if (this.#state !== 'running') return this.#proceed()
    const behavior = this.#behavior
    if (wasChild && isEscalated && reason.type === 'failed') this.#fail(reason.failure)
    // A behaviour that was set up meanwhile knows nothing of this child.
    if (this.#state !== 'running' || this.#behavior !== behavior) return
    this.#signal({ type: 'terminated', ref: refTo(of), reason })
  }
}
