import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import type { Grant } from '../exchange/attempt-context.ts'
import { openBodyFeed, type BodyFeed } from '../exchange/body-feed.ts'
import { startAttempt, type RunningAttempt } from '../exchange/attempt.ts'
import type { Order } from '../exchange/messages.ts'
import type { Outcome } from '../exchange/outcome.ts'
import { Condition, type Flight } from './condition.ts'
import { tellsOfCredential } from './consequence.ts'
import { storedScope } from './cooldown.ts'
import { defect } from './defect.ts'
import { discoverModels } from './discover.ts'
import { settledOf } from './flatten.ts'
import { changeGrant, isSameCredential, openGrant } from './grant.ts'
import { FORGET_EVERY_MS } from './health.ts'
import {
  accountKind,
  type AccountArguments,
  type AccountEvent,
  type AccountMessage,
  type AccountReport,
  type AccountStatus,
  type LimitsAnnounced,
  type ModelsRead,
} from './messages.ts'
import { openReply, type ReplyPath } from './reply.ts'

/** A slot is an entry: it is taken and given back with its request, and counted nowhere else. */
type Slot = {
  readonly attempt: RunningAttempt
  readonly path: ReplyPath
  readonly feed: BodyFeed | undefined
  readonly flight: Flight
  /** The credential that it was begun with. */
  readonly credential: number
}

class AccountActor implements Behavior<AccountMessage | AccountEvent> {
  readonly #context: ActorContext<AccountMessage | AccountEvent>
  #args: AccountArguments
  #grant: Grant
  readonly #life: number
  readonly #slots = new Map<number, Slot>()
  readonly #condition: Condition
  /** Counts the credentials of this life: what an earlier one still meets does not count. */
  #credential = 1
  /** Of the question for models that is under way. */
  #discovery: AbortController | undefined
  #isRecovering = false
  readonly #beginAttempt: typeof startAttempt

  constructor(
    context: ActorContext<AccountMessage | AccountEvent>,
    args: AccountArguments,
    beginAttempt: typeof startAttempt,
  ) {
    this.#context = context
    this.#beginAttempt = beginAttempt
    this.#args = args
    this.#life = context.random.next()
    this.#condition = new Condition(args, {
      inFlight: () => this.#slots.size,
      unanswered: this.#unanswered,
    })
    this.#grant = openGrant(args)
    this.#report({ type: 'started', account: args.id, ref: context.self, life: this.#life })
  }

  receive(message: AccountMessage | AccountEvent): void {
    switch (message.type) {
      case 'order':
        return this.#begin(message)
      case 'cancel':
        return this.#slots.get(message.exchange)?.attempt.cancel()
      case 'credit':
        return this.#slots.get(message.exchange)?.path.grant(message.bytes)
      case 'body-part':
        return this.#slots.get(message.exchange)?.feed?.take(message.data, message.isLast)
      case 'attempt-ended':
        return this.#end(message.order, message.outcome)
      case 'attempt-proved':
        return this.#prove(message.exchange)
      case 'limits-announced':
        return this.#hearLimits(message)
      case 'rest-with-group':
        this.#condition.restWithGroup(message.cooldowns, this.#context.clock.now())
        return this.#tellNews()
      case 'forget-rests':
        this.#condition.forgetRests()
        return this.#tellNews()
      case 'recover':
        return this.#recover()
      case 'restore':
        this.#adopt(message.args)
        this.#condition.restore(message.status)
        return this.#recoverSoon()
      case 'reconfigure':
        return this.#reconfigure(message.args)
      case 'discover-models':
        return this.#discover()
      case 'models-read':
        return this.#tellModels(message)
      default:
        return message satisfies never
    }
  }

  signal({ type }: Signal): void {
    if (type === 'terminated') return
    for (const { attempt } of this.#slots.values()) attempt.cancel()
    this.#discovery?.abort()
    this.#grant.egress.close()
  }

  /** What an earlier credential met does not count against another one. */
  #reconfigure(args: AccountArguments): void {
    const before = this.#args
    this.#adopt(args)
    if (isSameCredential(before, args)) return
    this.#credential += 1
    this.#discovery?.abort()
    this.#tell(this.#condition.renew())
  }

  #adopt(args: AccountArguments): void {
    this.#grant = changeGrant(this.#grant, this.#args, args)
    this.#args = args
    this.#condition.adopt(args)
  }

  #begin(order: Order): void {
    // It waited through a restart: the supervisor heard of that, and has given it to somebody since.
    if (order.life !== this.#life) return
    const { exchange } = order
    const { id: account, channel } = this.#args
    const scope = scopeOf(order)
    const reason = this.#condition.objection(scope, this.#context.clock.now())
    if (reason !== undefined) return this.#report({ type: 'declined', exchange, account, reason })
    const path = openReply(order, {
      server: { account, channel: channel.id, ref: this.#context.self },
      tell: (reply) => this.#context.tell(order.replyTo, reply),
      onCommit: () => {
        this.#report({ type: 'committed', exchange, account })
        if (this.#condition.awaitsProof) this.#tellSelf({ type: 'attempt-proved', exchange })
      },
      onLimits: (limits) => {
        if (order.operation !== 'count-tokens')
          this.#tellSelf({ type: 'limits-announced', exchange, limits })
      },
      onMade: (ids, isKept) => this.#report({ type: 'made', exchange, account, ids, isKept }),
    })
    const feed = this.#feedOf(order)
    const running = this.#beginAttempt(order, {
      grant: this.#grant,
      sink: path.sink,
      feed,
      clock: this.#context.clock,
      random: this.#context.random,
    })
    this.#slots.set(exchange, {
      attempt: running,
      path,
      feed,
      flight: this.#condition.begin(scope),
      credential: this.#credential,
    })
    this.#context.pipeToSelf(
      running.outcome,
      (outcome) => ({ type: 'attempt-ended', order, outcome }),
      (failure) => ({
        type: 'attempt-ended',
        order,
        outcome: defect(failure.name, path.isOpen),
      }),
    )
  }

  #feedOf({ bodyBytes, exchange, replyTo }: Order): BodyFeed | undefined {
    if (bodyBytes < 0) return undefined
    const accountRef = this.#context.self
    return openBodyFeed({
      bytes: bodyBytes,
      want: (bytes) =>
        this.#context.tell(replyTo, { type: 'body-wanted', exchange, accountRef, bytes }),
    })
  }

  /** Counted one by one only while something comes back from a rest. */
  readonly #unanswered = (scope: string): number => {
    let count = 0
    for (const { flight, path } of this.#slots.values())
      if (!path.isOpen && (scope === '' || flight.scope === scope)) count += 1
    return count
  }

  #end(order: Order, outcome: Outcome): void {
    const slot = this.#slots.get(order.exchange)
    slot?.path.close(outcome)
    if (slot?.credential === this.#credential) this.#judge(outcome, order, slot.flight)
    this.#slots.delete(order.exchange)
    const isBodyTaken = slot?.feed?.wasAsked === true
    this.#report(settledOf(order, { account: this.#args.id, isBodyTaken }, outcome))
  }

  #judge(outcome: Outcome, { operation }: Order, flight: Flight): void {
    if (operation === 'count-tokens' && !tellsOfCredential(outcome)) return
    const now = this.#context.clock.now()
    if (outcome.type === 'failed') this.#condition.failed(outcome.failure, flight, now)
    else if (outcome.type !== 'cancelled') this.#condition.proved(flight, now)
    this.#tellNews()
  }

  #prove(exchange: number): void {
    const slot = this.#slots.get(exchange)
    if (slot?.credential !== this.#credential) return
    this.#condition.proved(slot.flight, this.#context.clock.now())
    this.#tellNews()
  }

  #hearLimits({ exchange, limits }: LimitsAnnounced): void {
    const slot = this.#slots.get(exchange)
    if (slot?.credential !== this.#credential) return
    this.#condition.announced(limits, slot.flight.scope, this.#context.clock.now())
    this.#tellNews()
  }

  #recover(): void {
    this.#isRecovering = false
    this.#condition.recover()
    this.#tellNews()
  }

  #recoverSoon(): void {
    if (this.#isRecovering || this.#condition.health === 1) return
    this.#isRecovering = true
    this.#context.timers.after('recover', FORGET_EVERY_MS, { type: 'recover' })
  }

  #tellNews(): void {
    this.#recoverSoon()
    const status = this.#condition.news(this.#context.clock.now())
    if (status !== undefined) this.#tell(status)
  }

  #tell(status: AccountStatus): void {
    this.#report({ type: 'status-changed', account: this.#args.id, status })
  }

  #discover(): void {
    if (this.#discovery !== undefined) return
    this.#discovery = new AbortController()
    const credential = this.#credential
    this.#context.pipeToSelf(
      discoverModels(this.#grant, this.#context.clock, this.#discovery),
      (models) => ({
        type: 'models-read',
        credential,
        cards: JSON.stringify(models),
        problem: '',
      }),
      (failure) => ({ type: 'models-read', credential, cards: '[]', problem: failure.message }),
    )
  }

  #tellModels({ credential, cards, problem }: ModelsRead): void {
    this.#discovery = undefined
    if (credential !== this.#credential) return this.#discover()
    this.#report({ type: 'models-discovered', account: this.#args.id, cards, problem })
  }

  #tellSelf(event: AccountEvent): void {
    this.#context.tell(this.#context.self, event)
  }

  #report(report: AccountReport): void {
    this.#context.tell(this.#args.supervisor, report)
  }
}

/** What an order is limited as. */
const scopeOf = ({ model }: Order): string => (model === '' ? storedScope : model)

/**
 * One account: its credential, its slots, its cooldowns and its way out. A crash loses the requests in flight, so
 * it is started again soon, and given up when it cannot stay up. What attempts are is given from outside: a modelled
 * upstream is one that begins other attempts.
 */
export const accountActorWith = (beginAttempt: typeof startAttempt) =>
  defineActor<AccountMessage, AccountArguments, AccountEvent>(accountKind, {
    supervision: {
      onFailure: 'restart',
      backoff: { minMs: 50, maxMs: 5000, jitter: 0.2 },
      limit: { restarts: 10, withinMs: 60_000 },
    },
    // A lost report is a lost slot. What can be under way is bounded by the slots and the waiting room.
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, args) => new AccountActor(context, args, beginAttempt),
  })

export const accountActor = accountActorWith(startAttempt)
