import {
  accountKind,
  freshStatus,
  withoutRests,
  type AccountArguments,
  type AccountMessage,
  type AccountReport,
  type AccountStatus,
  type Declined,
  type Settled,
} from '../../src/account/messages.ts'
import { addCooldown, restsUntil, type Cooldown } from '../../src/account/cooldown.ts'
import { defineActor, type ActorContext, type ActorDefinition } from '../../src/actor/index.ts'
import type { Order } from '../../src/exchange/messages.ts'
import type { FailureKind } from '../../src/ir/failure.ts'

/** An account actor that does what a test says, and nothing by itself. */
export class ScriptedAccount {
  readonly id: string
  /** Every order it ever got. */
  readonly orders: Order[] = []
  /** Orders for a former life. */
  readonly strays: Order[] = []
  readonly declined: Order[] = []
  /** Those it has neither declined nor settled. */
  readonly inFlight = new Map<number, Order>()
  readonly cancels: number[] = []
  /** How often it was asked for its models. */
  discoveries = 0
  status: AccountStatus = freshStatus
  /** How often it was told that another account of its group is limited. */
  groupRests = 0
  starts = 0
  /** How often it was told of other settings. */
  reconfigurations = 0
  /** Address of the proxy that it was last told to go by. */
  proxyUrl = ''
  isStopped = false
  #context: ActorContext<AccountMessage> | undefined
  #args: AccountArguments | undefined
  /** What the front hears of an exchange, as chunks: `begun`, `served`, `broken`. */
  tellsFront = false
  /** Declines what a real account would, and remembers why. */
  isStrict = false
  readonly objections: Declined['reason'][] = []
  /** It takes no notice when a client leaves: its word on the order is on its way. */
  isDeaf = false
  /** It throws at whatever it hears next, and is stopped by that. */
  breaks = false
  /** Called for each order once it is in flight. */
  onOrder: (order: Order) => void = () => undefined

  constructor(id: string) {
    this.id = id
  }

  /** The thread that it was last started in. */
  get node(): string {
    return this.#context?.node ?? ''
  }

  begin(context: ActorContext<AccountMessage>, args: AccountArguments): void {
    this.#context = context
    this.#args = args
    this.start()
  }

  /** Up, for the first time or again: what was in flight is lost. */
  start(): void {
    this.starts += 1
    this.isStopped = false
    this.breaks = false
    this.inFlight.clear()
    this.status = freshStatus
    const ref = this.#context?.self
    if (ref !== undefined) this.#tell({ type: 'started', account: this.id, ref, life: this.starts })
  }

  hear(message: AccountMessage): void {
    if (this.breaks) throw new Error('it broke')
    switch (message.type) {
      case 'order':
        if (message.life !== this.starts) return void this.strays.push(message)
        this.orders.push(message)
        this.inFlight.set(message.exchange, message)
        return this.isStrict ? this.#judge(message) : this.onOrder(message)
      case 'cancel':
        this.cancels.push(message.exchange)
        if (this.inFlight.has(message.exchange) && !this.isDeaf)
          this.settle(message.exchange, { outcome: 'cancelled' })
        return
      case 'restore':
        this.status = message.status
        return
      case 'rest-with-group':
        this.groupRests += 1
        return this.#rest(message.cooldowns)
      case 'forget-rests':
        return this.change(withoutRests(this.status))
      case 'credit':
      case 'body-part':
        return
      case 'reconfigure':
        this.reconfigurations += 1
        this.proxyUrl = message.args.egress.proxyUrl
        return
      case 'discover-models':
        this.discoveries += 1
        return
      default:
        return message satisfies never
    }
  }

  #rest(added: readonly Cooldown[]): void {
    const cooldowns = added.reduce<readonly Cooldown[]>(addCooldown, this.status.cooldowns)
    if (cooldowns !== this.status.cooldowns) this.change({ ...this.status, cooldowns })
  }

  commit(exchange: number): void {
    this.#tellFront(exchange, 'begun')
    this.#tell({ type: 'committed', exchange, account: this.id })
  }

  /** Its answer holds what may be named by these ids. */
  make(exchange: number, ids: readonly string[], isKept = true): void {
    this.#tell({ type: 'made', exchange, account: this.id, ids: ids.join('\n'), isKept })
  }

  decline(exchange: number, reason: Declined['reason']): void {
    const order = this.inFlight.get(exchange)
    if (order !== undefined) this.declined.push(order)
    this.#take(exchange)
    this.#tell({ type: 'declined', exchange, account: this.id, reason })
  }

  serve(exchange: number, over: Partial<Settled> = {}): void {
    this.settle(exchange, { outcome: 'served', isCommitted: true, firstEventMs: 10, ...over })
  }

  /** The attempt fails; with `coolMs` the account rests for the order's model first. */
  fail(exchange: number, kind: FailureKind = 'transient', coolMs = 0): void {
    const model = this.inFlight.get(exchange)?.model ?? ''
    if (coolMs > 0) this.cool(coolMs, model)
    this.settle(exchange, {
      outcome: 'failed',
      isCommitted: false,
      kind,
      code: `scripted_${kind}`,
      status: kind === 'client' ? 400 : 502,
      message: 'words of org-secret',
    })
  }

  settle(exchange: number, over: Partial<Settled>): void {
    if (over.outcome === 'served') this.#tellFront(exchange, 'served')
    if (over.outcome === 'failed' && over.isCommitted === true) this.#tellFront(exchange, 'broken')
    this.#take(exchange)
    this.#tell({ ...settled, exchange, account: this.id, ...over })
  }

  cool(ms: number, model = ''): void {
    const until = (this.#context?.clock.now() ?? 0) + ms
    const added = { model, until, cause: 'rate_limited' as const }
    this.change({ ...this.status, cooldowns: addCooldown(this.status.cooldowns, added) })
  }

  leave(): void {
    this.change({ ...this.status, state: 'out', reason: 'refused' })
  }

  /** Its upstream lists these models. */
  list(models: readonly string[], problem = ''): void {
    const channel = this.#args?.channel.id ?? ''
    const cards = JSON.stringify(models.map((id) => ({ id, channel })))
    this.#tell({ type: 'models-discovered', account: this.id, cards, problem })
  }

  #judge({ exchange, model }: Order): void {
    const reason = this.#objection(model)
    if (reason === undefined) return
    this.objections.push(reason)
    this.decline(exchange, reason)
  }

  /** The order in question is among those in flight already. */
  #objection(model: string): Declined['reason'] | undefined {
    const { maxConcurrency = 0 } = this.#args ?? {}
    if (this.status.state === 'out') return 'out'
    if (restsUntil(this.status.cooldowns, model, this.#context?.clock.now() ?? 0) > 0)
      return 'cooling'
    return maxConcurrency > 0 && this.inFlight.size > maxConcurrency ? 'no-free-slot' : undefined
  }

  #tellFront(exchange: number, data: string): void {
    const order = this.inFlight.get(exchange)
    if (order !== undefined && this.tellsFront)
      this.#context?.tell(order.replyTo, { type: 'chunk', exchange, data })
  }

  #take(exchange: number): void {
    if (!this.inFlight.delete(exchange)) throw new Error(`${this.id} has no exchange ${exchange}`)
  }

  change(status: AccountStatus): void {
    this.status = status
    this.#tell({ type: 'status-changed', account: this.id, status })
  }

  #tell(report: AccountReport): void {
    if (this.#args !== undefined) this.#context?.tell(this.#args.supervisor, report)
  }
}

export const settled: Settled = {
  type: 'settled',
  exchange: 0,
  account: '',
  outcome: 'served',
  isCommitted: false,
  kind: '',
  code: '',
  status: 0,
  message: '',
  param: '',
  retryAfterMs: -1,
  upstreamStatus: 0,
  neededTokens: 0,
  isBodyTaken: false,
  connectMs: -1,
  firstEventMs: -1,
  inputTokens: -1,
  cacheReadTokens: -1,
  cacheWriteTokens: -1,
  outputTokens: -1,
}

/** The kind of account actors, played by what `find` gives for an account's id. */
export const scriptedAccounts = (
  find: (id: string) => ScriptedAccount,
): ActorDefinition<AccountMessage, AccountArguments> =>
  defineActor(accountKind, {
    supervision: {
      onFailure: 'stop',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 0, withinMs: 0 },
    },
    mailbox: { capacity: Number.POSITIVE_INFINITY, overflow: 'reject-new' },
    setup: (context, args) => {
      const account = find(args.id)
      account.begin(context, args)
      return {
        receive: (message) => account.hear(message),
        signal: ({ type }) => {
          if (type === 'stopping') account.isStopped = true
        },
      }
    },
  })
