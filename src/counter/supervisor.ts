import {
  actorKind,
  defineActor,
  type ActorContext,
  type ActorRef,
  type Behavior,
  type Signal,
} from '../actor/index.ts'
import type { DedicatedNode } from '../actor/node-pool.ts'
import type { Failure } from '../ir/failure.ts'
import { counterKind, type CountOrder, type CountReport, type CountRequest } from './messages.ts'
import { countAnswered, countFailed } from './reply.ts'

/** Counts that wait or are under way, and the bytes of their bodies. */
const MAX_COUNTS = 256
const MAX_BYTES = 256 * 1024 * 1024
/** A thread that nobody needs for so long ends: it holds about 100 MB. */
const IDLE_MS = 300_000

/** A thread for counting: there is none until the first count. */
export type CountingThread = {
  open(): Promise<DedicatedNode>
  close(node: string): void
}

type Event =
  | { readonly type: 'opened'; readonly node: string }
  | { readonly type: 'not-opened'; readonly explanation: string }
  | { readonly type: 'idle' }

type State =
  | { readonly type: 'none' }
  | { readonly type: 'opening' }
  | { readonly type: 'open'; readonly node: string; readonly counter: ActorRef<CountOrder> }

class CounterSupervisor implements Behavior<CountRequest | CountReport | Event> {
  readonly #context: ActorContext<CountRequest | CountReport | Event>
  readonly #thread: CountingThread
  readonly #pending = new Map<number, CountRequest>()
  #bytes = 0
  #state: State = { type: 'none' }

  constructor(context: ActorContext<CountRequest | CountReport | Event>, thread: CountingThread) {
    this.#context = context
    this.#thread = thread
  }

  receive(message: CountRequest | CountReport | Event): void {
    switch (message.type) {
      case 'count':
        return this.#take(message)
      case 'counted':
      case 'uncountable':
        return this.#tell(message)
      case 'opened':
        return this.#begin(message.node)
      case 'not-opened':
        return this.#lose(message.explanation)
      case 'idle':
        return this.#letGo()
      default:
        return message satisfies never
    }
  }

  signal(signal: Signal): void {
    const state = this.#state
    if (state.type === 'open' && signal.type === 'terminated' && signal.ref === state.counter)
      this.#lose('its thread has ended')
  }

  #take(request: CountRequest): void {
    const bytes = this.#bytes + request.body.length
    if (this.#pending.size >= MAX_COUNTS || bytes > MAX_BYTES)
      return this.#context.tell(request.replyTo, countFailed(request, tooMany))
    this.#pending.set(request.exchange, request)
    this.#bytes = bytes
    this.#context.timers.cancel('idle')
    if (this.#state.type === 'open') this.#order(this.#state.counter, request)
    else if (this.#state.type === 'none') this.#open()
  }

  #open(): void {
    this.#state = { type: 'opening' }
    this.#context.pipeToSelf(
      this.#thread.open(),
      (opened) =>
        opened.type === 'ready'
          ? { type: 'opened', node: opened.node }
          : { type: 'not-opened', explanation: opened.explanation },
      ({ message }) => ({ type: 'not-opened', explanation: message }),
    )
  }

  #begin(node: string): void {
    const args = { reportTo: this.#context.self }
    const counter = this.#context.spawn(counterKind, 'counter', args, { node })
    this.#state = { type: 'open', node, counter }
    for (const request of this.#pending.values()) this.#order(counter, request)
  }

  #order(counter: ActorRef<CountOrder>, { exchange, protocol, body }: CountRequest): void {
    this.#context.tell(counter, { type: 'count', exchange, protocol, body })
  }

  #tell(report: CountReport): void {
    const request = this.#pending.get(report.exchange)
    if (request === undefined) return
    this.#pending.delete(report.exchange)
    this.#bytes -= request.body.length
    this.#context.tell(request.replyTo, countAnswered(request, report))
    if (this.#pending.size === 0) this.#context.timers.after('idle', IDLE_MS, { type: 'idle' })
  }

  /** Whatever ended it may come again with the same request: none is tried twice. */
  #lose(explanation: string): void {
    if (this.#state.type === 'open') this.#thread.close(this.#state.node)
    this.#state = { type: 'none' }
    const lost = Array.from(this.#pending.values())
    this.#pending.clear()
    this.#bytes = 0
    for (const request of lost)
      this.#context.tell(request.replyTo, countFailed(request, notCounted(explanation)))
  }

  #letGo(): void {
    if (this.#state.type !== 'open' || this.#pending.size > 0) return
    const { node, counter } = this.#state
    this.#state = { type: 'none' }
    this.#context.stop(counter)
    this.#thread.close(node)
  }
}

const tooMany: Failure = {
  kind: 'overloaded',
  code: 'too_many_counts',
  status: 503,
  message: 'more counts are waiting than are taken: send it again a little later',
  retryAfterMs: 1_000,
}

const notCounted = (explanation: string): Failure => ({
  kind: 'transient',
  code: 'count_failed',
  status: 503,
  message: `the tokens could not be counted here: ${explanation}`,
  retryAfterMs: 1_000,
})

const counterSupervisorKind = actorKind<CountRequest | CountReport, null>('counter-supervisor')

/** Takes counts for a thread that it starts for the first of them and lets go when none comes for long. */
export const counterSupervisor = (thread: CountingThread) =>
  defineActor<CountRequest | CountReport, null, Event>(counterSupervisorKind, {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 0, withinMs: 0 },
    },
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context) => new CounterSupervisor(context, thread),
  })
