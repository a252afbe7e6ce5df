import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import { openChannel } from '../channel/index.ts'
import type { Grant } from '../exchange/attempt-context.ts'
import { startAttempt, type RunningAttempt } from '../exchange/attempt.ts'
import { openEgress, type Egress } from '../exchange/egress.ts'
import type { Order } from '../exchange/messages.ts'
import { newMeasures, type Outcome } from '../exchange/outcome.ts'
import type { Failure } from '../ir/failure.ts'
import {
  addCooldown,
  concernsCredential,
  consequenceOf,
  restsUntil,
  storedScope,
  withoutExpired,
} from './cooldown.ts'
import { discoverModels } from './discover.ts'
import { settledOf } from './flatten.ts'
import {
  accountKind,
  freshStatus,
  type AccountArguments,
  type AccountEvent,
  type AccountMessage,
  type AccountReport,
  type AccountStatus,
  type Declined,
  type ModelsRead,
} from './messages.ts'
import { openReply, type ReplyPath } from './reply.ts'

/** A slot is an entry: it is taken and given back with its request, and counted nowhere else. */
type Slot = {
  readonly attempt: RunningAttempt
  readonly path: ReplyPath
  /** The credential that it was begun with. */
  readonly credential: number
}

class AccountActor implements Behavior<AccountMessage | AccountEvent> {
  readonly #context: ActorContext<AccountMessage | AccountEvent>
  #args: AccountArguments
  #grant: Grant
  readonly #life: number
  readonly #slots = new Map<number, Slot>()
  #status: AccountStatus = freshStatus
  /** Counts the credentials of this life: what an earlier one still meets does not count. */
  #credential = 1
  #failuresInARow = 0
  #isDiscovering = false
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
    this.#grant = grantOf(args, openEgress(args.egress))
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
      case 'attempt-ended':
        return this.#end(message.order, message.outcome)
      case 'restore':
        this.#adopt(message.args)
        this.#status = message.status
        return
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
    this.#grant.egress.close()
  }

  /** Another key or another address is another credential: what the old one met does not count against it. */
  #reconfigure(args: AccountArguments): void {
    const before = this.#args
    this.#adopt(args)
    if (before.secret === args.secret && isSame(before.channel, args.channel)) return
    this.#credential += 1
    this.#failuresInARow = 0
    this.#change(freshStatus)
  }

  #adopt(args: AccountArguments): void {
    const { egress } = this.#grant
    const isSameWayOut = isSame(this.#args.egress, args.egress)
    this.#args = args
    this.#grant = grantOf(args, isSameWayOut ? egress : openEgress(args.egress))
    if (!isSameWayOut) egress.close()
  }

  #begin(order: Order): void {
    // It waited through a restart: the supervisor heard of that, and has given it to somebody since.
    if (order.life !== this.#life) return
    const { exchange } = order
    const { id: account, channel } = this.#args
    const reason = this.#objection(order)
    if (reason !== undefined) return this.#report({ type: 'declined', exchange, account, reason })
    const path = openReply(order, {
      server: { account, channel: channel.id, ref: this.#context.self },
      tell: (reply) => this.#context.tell(order.replyTo, reply),
      onCommit: () => this.#report({ type: 'committed', exchange, account }),
      onMade: (ids, isKept) => this.#report({ type: 'made', exchange, account, ids, isKept }),
    })
    const running = this.#beginAttempt(order, {
      grant: this.#grant,
      sink: path.sink,
      clock: this.#context.clock,
      random: this.#context.random,
    })
    this.#slots.set(exchange, { attempt: running, path, credential: this.#credential })
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

  #objection(order: Order): Declined['reason'] | undefined {
    const { maxConcurrency } = this.#args
    if (this.#status.state === 'out') return 'out'
    if (restsUntil(this.#status.cooldowns, scopeOf(order), this.#context.clock.now()) > 0)
      return 'cooling'
    return maxConcurrency > 0 && this.#slots.size >= maxConcurrency ? 'no-free-slot' : undefined
  }

  #end(order: Order, outcome: Outcome): void {
    const slot = this.#slots.get(order.exchange)
    slot?.path.close(outcome)
    this.#slots.delete(order.exchange)
    if (slot?.credential === this.#credential) this.#judge(outcome, order)
    this.#report(settledOf(order, this.#args.id, outcome))
  }

  #judge(outcome: Outcome, order: Order): void {
    if (order.operation === 'count-tokens' && !tellsOfCredential(outcome)) return
    if (outcome.type === 'failed') this.#learn(outcome.failure, scopeOf(order))
    else if (outcome.type !== 'cancelled') this.#failuresInARow = 0
  }

  #learn(failure: Failure, model: string): void {
    const now = this.#context.clock.now()
    // What was in flight when the first one failed fails with it, and says nothing new.
    const isNews = restsUntil(this.#status.cooldowns, '', now) === 0
    if (failure.kind === 'transient' && isNews) this.#failuresInARow += 1
    const consequence = consequenceOf(failure, { model, now, failuresInARow: this.#failuresInARow })
    const cooldowns = withoutExpired(this.#status.cooldowns, now)
    switch (consequence.type) {
      case 'none':
        return
      case 'cooldown':
        return this.#change({
          ...this.#status,
          cooldowns: addCooldown(cooldowns, consequence.cooldown),
        })
      case 'out':
        return this.#change({
          ...this.#status,
          state: 'out',
          reason: consequence.reason,
          cooldowns,
        })
      default:
        return consequence satisfies never
    }
  }

  #change(status: AccountStatus): void {
    this.#status = status
    this.#report({ type: 'status-changed', account: this.#args.id, status })
  }

  #discover(): void {
    if (this.#isDiscovering) return
    this.#isDiscovering = true
    const credential = this.#credential
    this.#context.pipeToSelf(
      discoverModels(this.#grant, this.#context.clock),
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
    this.#isDiscovering = false
    if (credential !== this.#credential) return this.#discover()
    this.#report({ type: 'models-discovered', account: this.#args.id, cards, problem })
  }

  #report(report: AccountReport): void {
    this.#context.tell(this.#args.supervisor, report)
  }
}

const grantOf = (
  { id, channel, secret, userAgent, media, rules }: AccountArguments,
  egress: Egress,
): Grant => ({
  account: id,
  channel: openChannel(channel),
  secret,
  egress,
  userAgent,
  media,
  rules,
})

/** What an order is limited as. */
/**
 * Vendors limit counting by itself, and some of their imitators do not count: what a count meets says nothing of other
 * requests, except that the key is refused or what it may spend is spent.
 * https://docs.anthropic.com/en/docs/build-with-claude/token-counting
 */
const tellsOfCredential = (outcome: Outcome): boolean =>
  outcome.type === 'failed' && concernsCredential(outcome.failure)

const scopeOf = ({ model, resource }: Order): string => (resource === '' ? model : storedScope)

const isSame = (one: object, other: object): boolean => Bun.deepEquals(one, other)

/**
 * A defect of ours: the next account would meet it too, so the request is not carried there. Its message may quote
 * anything, so a client is told its name only.
 */
const defect = (name: string, isCommitted: boolean): Outcome => ({
  type: 'failed',
  failure: {
    kind: 'client',
    code: 'internal_error',
    status: 500,
    message: `the relay failed (${name}): this is a defect of the relay`,
  },
  isCommitted,
  isTold: false,
  measures: newMeasures(),
})

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
