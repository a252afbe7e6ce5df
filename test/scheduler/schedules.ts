import * as fc from 'fast-check'
import { restsUntil } from '../../src/account/cooldown.ts'
import type { Order } from '../../src/exchange/messages.ts'
import type { FailureKind } from '../../src/ir/failure.ts'
import type { ModeName } from '../../src/scheduler/messages.ts'
import type { ScriptedAccount } from '../support/scripted-account.ts'
import { openSchedulerWorld, type SchedulerWorld } from '../support/scheduler-world.ts'

/** Something that happens to the scheduler. `pick` chooses among what is there at that moment. */
export type Happening = {
  readonly type:
    'dispatch' | 'serve' | 'commit' | 'fail' | 'cool' | 'cancel' | 'restart' | 'thread' | 'time'
  readonly pick: number
  /** Everything it leads to has happened before the next one. */
  readonly isSettled: boolean
}

const weights: readonly (readonly [number, Happening['type']])[] = [
  [8, 'dispatch'],
  [6, 'serve'],
  [3, 'commit'],
  [5, 'fail'],
  [2, 'cool'],
  [2, 'cancel'],
  [1, 'restart'],
  [1, 'thread'],
  [5, 'time'],
]

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    type: fc.oneof(...weights.map(([weight, type]) => ({ weight, arbitrary: fc.constant(type) }))),
    pick: fc.nat(10_000),
    isSettled: fc.boolean(),
  }),
  { minLength: 10, maxLength: 80 },
)

const models = ['m', 'n'] as const
const urgencies = ['high', 'low', 'normal'] as const
const failures: readonly (readonly [FailureKind, number])[] = [
  ['transient', 1_000],
  ['rate_limited', 30_000],
  ['overloaded', 0],
  ['quota', 300_000],
  ['auth', 0],
]

export const names = ['a', 'b', 'c']
export const slots = 2
/** Places to wait in: fewer than may be wanted. */
export const places = 8
/** Their numbers are nobody else's. */
const keptExchanges = Array.from({ length: 100 }, (_, index) => 501 + index)

/** A run of the scheduler under a schedule of happenings, and what a test may ask about it. */
export class Schedule {
  readonly world: SchedulerWorld
  readonly cancelled = new Set<number>()
  readonly #committed = new Set<number>()
  readonly #modelOf = new Map<number, string>()
  /** The exchanges that continue what one account keeps, and that account. */
  readonly #pins = new Map<number, string>()
  readonly #sessions = new Set<number>()
  readonly #mode: ModeName
  #threads = 1

  constructor(world: SchedulerWorld, mode: ModeName) {
    this.world = world
    this.#mode = mode
    for (const account of this.accounts) {
      account.tellsFront = true
      account.isStrict = true
    }
  }

  get accounts(): readonly ScriptedAccount[] {
    return names.map((name) => this.world.account(name))
  }

  get exchanges(): readonly number[] {
    return [...this.#modelOf.keys()]
  }

  async happen({ type, pick, isSettled }: Happening): Promise<void> {
    if (type === 'thread') await this.world.settle()
    this.#do(type, pick)
    if (type === 'time') await this.world.advance((pick % 20) * 1_000)
    if (isSettled || type === 'thread') await this.world.settle()
  }

  /** What the front heard of an exchange. */
  heard(exchange: number): readonly string[] {
    return this.world.replies.all
      .filter((reply) => reply.exchange === exchange)
      .map((reply) => (reply.type === 'chunk' ? reply.data : reply.type))
  }

  isOver(exchange: number): boolean {
    return this.cancelled.has(exchange) || this.heard(exchange).some((word) => word !== 'begun')
  }

  /** Lets each account make an answer that later exchanges continue. */
  async keepOneEach(): Promise<void> {
    for (const exchange of keptExchanges) {
      if (this.accounts.every(({ orders }) => orders.length > 0)) return
      this.world.dispatch({ exchange })
      await this.world.settle()
      for (const account of this.accounts)
        if (account.inFlight.has(exchange)) {
          account.make(exchange, [`kept-at-${account.id}`])
          account.serve(exchange)
        }
      await this.world.settle()
    }
  }

  /** The exchanges that were given to another account than the one that keeps what they continue. */
  get strayed(): readonly number[] {
    return this.accounts.flatMap(({ id, orders, strays }) =>
      [...orders, ...strays]
        .map(({ exchange }) => exchange)
        .filter((exchange) => (this.#pins.get(exchange) ?? id) !== id),
    )
  }

  /** A session may wait for its account although another is free: by choice, or since it came when nobody was. */
  mayChooseToWait(exchange: number): boolean {
    return this.#mode !== 'performance_first' && this.#sessions.has(exchange)
  }

  /** The accounts that could serve a waiting exchange at this moment. */
  ableAccounts(exchange: number): readonly string[] {
    const model = this.#modelOf.get(exchange) ?? ''
    const pin = this.#pins.get(exchange)
    const now = this.world.simulation.clock.now()
    return this.accounts
      .filter(
        ({ id, status, inFlight, orders, strays }) =>
          (pin === undefined || pin === id) &&
          status.state === 'ready' &&
          restsUntil(status.cooldowns, model, now) === 0 &&
          inFlight.size < slots &&
          !isSpent([...orders, ...strays], exchange),
      )
      .map(({ id }) => id)
  }

  /** Serves everything, for as long as anything waits. */
  async drain(): Promise<void> {
    for (let turn = 0; turn < 200 && this.exchanges.some((one) => !this.isOver(one)); turn += 1) {
      for (const account of this.accounts)
        for (const exchange of account.inFlight.keys()) account.serve(exchange)
      await this.world.advance(1_000)
    }
  }

  #do(type: Happening['type'], pick: number): void {
    switch (type) {
      case 'dispatch':
        return this.#dispatch(pick)
      case 'cancel':
        return this.#cancel(pick)
      case 'restart':
        return choose(this.accounts, pick)?.start()
      case 'thread':
        return this.#loseThread()
      case 'time':
        return
      default:
        return this.#report(type, pick)
    }
  }

  #dispatch(pick: number): void {
    const exchange = this.#modelOf.size + 1
    const model = models[pick % 2] ?? 'm'
    this.#modelOf.set(exchange, model)
    const session = pick % 3 === 0 ? `s${pick % 4}` : ''
    if (session !== '') this.#sessions.add(exchange)
    const pin = pick % 5 === 0 ? choose(this.accounts, pick)?.id : undefined
    const wishes = {
      urgency: urgencies[pick % 4] ?? 'normal',
      timeoutMs: pick % 7 === 0 ? 7_000 : 0,
    }
    if (pin === undefined) {
      const user = pick % 11 === 0 ? 'bob' : 'alice'
      return this.world.dispatch({ exchange, model, session, user, ...wishes })
    }
    this.#pins.set(exchange, pin)
    const references = `! previous_response_id kept-at-${pin}`
    this.world.dispatch({ exchange, model, session, references, ...wishes })
  }

  #cancel(pick: number): void {
    const exchange = choose(this.exchanges, pick)
    if (exchange === undefined || this.isOver(exchange)) return
    this.cancelled.add(exchange)
    this.world.cancel(exchange)
  }

  #loseThread(): void {
    this.world.nodeLost(`thread-${this.#threads}`)
    for (const { inFlight } of this.accounts) inFlight.clear()
    this.#threads += 1
    this.world.addNode(`thread-${this.#threads}`)
    this.world.nodesChanged([`thread-${this.#threads}`])
  }

  #report(type: 'serve' | 'commit' | 'fail' | 'cool', pick: number): void {
    const account = choose(
      this.accounts.filter(({ inFlight }) => inFlight.size > 0),
      pick,
    )
    const exchange = account === undefined ? undefined : choose([...account.inFlight.keys()], pick)
    if (account === undefined || exchange === undefined) return
    const isCommitted = this.#committed.has(exchange)
    if (type === 'serve') return account.serve(exchange)
    if (type === 'commit') {
      if (!isCommitted) account.commit(exchange)
      this.#committed.add(exchange)
      return
    }
    if (isCommitted)
      return account.settle(exchange, { outcome: 'failed', isCommitted, kind: 'transient' })
    const [kind, coolMs] = failures[pick % failures.length] ?? ['transient', 1_000]
    if (type === 'fail') return account.fail(exchange, kind, coolMs)
    // What is on its way here meanwhile will be declined.
    account.cool(5_000)
  }
}

/** Two tries of one exchange at one account, whatever came of them (a declined one may be asked again). */
const isSpent = (orders: readonly Order[], exchange: number): boolean =>
  orders.filter((order) => order.exchange === exchange).length >= 2

const choose = <Value>(values: readonly Value[], pick: number): Value | undefined =>
  values[pick % values.length]

export const openSchedule = async (seed: number, mode: ModeName): Promise<Schedule> => {
  const schedule = new Schedule(
    await openSchedulerWorld({
      seed,
      accounts: names,
      maxConcurrency: slots,
      mode,
      args: { maxWaiting: places },
    }),
    mode,
  )
  await schedule.keepOneEach()
  return schedule
}
