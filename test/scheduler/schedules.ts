import * as fc from 'fast-check'
import type { FailureKind } from '../../src/ir/failure.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import type { ComplianceRules, ModeName } from '../../src/scheduler/messages.ts'
import type { ScriptedAccount } from '../support/scripted-account.ts'
import {
  noGuardrails,
  openSchedulerWorld,
  routable,
  schedulable,
  type SchedulerWorld,
} from '../support/scheduler-world.ts'

/** Something that happens to the scheduler. `pick` chooses among what is there at that moment. */
export type Happening = {
  readonly type:
    | 'dispatch'
    | 'serve'
    | 'commit'
    | 'fail'
    | 'cool'
    | 'cancel'
    | 'restart'
    | 'thread'
    | 'time'
    /** An account's proxy fails, or works again. */
    | 'proxy'
    /** An account leaves the settings, or comes back. */
    | 'settings'
    /** The channel goes by another mode. */
    | 'mode'
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
  [1, 'proxy'],
  [1, 'settings'],
  [1, 'mode'],
]

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    type: fc.oneof(...weights.map(([weight, type]) => ({ weight, arbitrary: fc.constant(type) }))),
    pick: fc.nat(10_000),
    isSettled: fc.boolean(),
  }),
  { minLength: 10, maxLength: 80, size: 'max' },
)

export type Setting = {
  readonly seed: number
  readonly mode: ModeName
  readonly isGuarded: boolean
}

const guarded: ComplianceRules = {
  ...noGuardrails,
  isEnabled: true,
  maxGlobalRequestsPerMinute: 5,
  maxAccountRequestsPerMinute: 3,
  maxAccountConcurrency: 1,
  maxAttempts: 3,
  riskRestMs: 20_000,
}

const modeNames = Object.keys(modes)
const models = ['m', 'n'] as const
const urgencies = ['high', 'low', 'normal'] as const
/** What an attempt fails with, for how long its account rests then, and with which status. */
const failures: readonly (readonly [FailureKind, number, number])[] = [
  ['transient', 1_000, 500],
  ['rate_limited', 30_000, 429],
  ['overloaded', 0, 503],
  ['quota', 300_000, 402],
  ['auth', 0, 401],
  ['too_large', 0, 429],
]

export const names = ['a', 'b', 'c']
export const slots = 2
/** Places to wait in: fewer than may be wanted. */
export const places = 4
export const maxWaitMs = 20_000
export const requestTimeoutMs = 120_000
const shortTimeoutMs = 7_000
/** More than any of these requests is guessed to need. */
const LEAST_LIMIT = 10
/** Their numbers are nobody else's. */
const firstKept = 501

/** What is known of an exchange from outside. */
type Asked = {
  readonly model: string
  readonly at: number
  readonly timeoutMs: number
  /** It continues what this account keeps. */
  readonly pin: string | undefined
  /** A session may wait for its account although another is free: by choice, or since it came when nobody was. */
  readonly mayChoose: boolean
}

/** A run of the scheduler under a schedule of happenings. */
export class Schedule {
  readonly world: SchedulerWorld
  readonly rules: ComplianceRules
  readonly asked = new Map<number, Asked>()
  /** The accounts that have no way out, and those that are not in the settings; and since when. */
  readonly closed = new Map<string, number>()
  readonly absent = new Map<string, number>()
  /** What it was too large for, and at which accounts that turned out. */
  readonly sizes = new Map<number, { readonly needed: number; readonly at: readonly string[] }>()
  readonly #cancelled = new Set<number>()
  readonly #committed = new Set<number>()
  #mode: ModeName
  #threads = 1

  constructor(world: SchedulerWorld, mode: ModeName, rules: ComplianceRules) {
    this.world = world
    this.rules = rules
    this.#mode = mode
    for (const account of this.accounts) {
      account.tellsFront = true
      account.isStrict = true
    }
  }

  get accounts(): readonly ScriptedAccount[] {
    return names.map((name) => this.world.account(name))
  }

  /** Requests that one account may have at once. */
  get slots(): number {
    const { isEnabled, maxAccountConcurrency } = this.rules
    return isEnabled ? Math.min(slots, maxAccountConcurrency) : slots
  }

  get exchanges(): readonly number[] {
    return [...this.asked.keys()]
  }

  get now(): number {
    return this.world.simulation.clock.now()
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
    return this.#cancelled.has(exchange) || this.heard(exchange).some((word) => word !== 'begun')
  }

  /** Lets each account make an answer that later exchanges continue, and the guardrails forget it. */
  async keepOneEach(): Promise<void> {
    for (let count = 0; count < names.length * this.slots; count += 1)
      this.world.dispatch({ exchange: firstKept + count })
    await this.world.settle()
    for (const account of this.accounts)
      for (const exchange of account.inFlight.keys())
        account.make(exchange, [`kept-at-${account.id}`])
    await this.serveAll()
    await this.world.advance(60_000)
  }

  /** Serves everything, for as long as anything waits. */
  async drain(): Promise<void> {
    for (let turn = 0; turn < 200 && this.exchanges.some((one) => !this.isOver(one)); turn += 1)
      await this.serveAll()
  }

  async serveAll(): Promise<void> {
    for (const account of this.accounts)
      for (const exchange of account.inFlight.keys()) account.serve(exchange)
    await this.world.advance(1_000)
  }

  /** Every account is there and has its way out, and no guardrail is in the way. */
  async mend(): Promise<void> {
    this.closed.clear()
    this.absent.clear()
    this.#configure(noGuardrails)
    await this.world.settle()
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
      case 'proxy':
        turn(this.closed, idOf(pick), this.now)
        return this.#tellWayOf(idOf(pick))
      case 'settings':
        turn(this.absent, idOf(pick), this.now)
        return this.#configure(this.rules)
      case 'mode':
        this.#mode = modeNames.find(isMode(pick)) ?? this.#mode
        return this.#configure(this.rules)
      default:
        return this.#report(type, pick)
    }
  }

  #dispatch(pick: number): void {
    const exchange = this.asked.size + 1
    const model = models[pick % 2] ?? 'm'
    const session = pick % 3 === 0 ? `s${pick % 4}` : ''
    const pin = pick % 5 === 0 ? idOf(pick) : undefined
    const timeoutMs = pick % 7 === 0 ? shortTimeoutMs : 0
    const mayChoose = session !== '' && modes[this.#mode].bindsSessions
    this.asked.set(exchange, { model, at: this.now, timeoutMs, pin, mayChoose })
    this.world.dispatch({
      exchange,
      model,
      session,
      user: pick % 11 === 0 ? 'bob' : 'alice',
      references: pin === undefined ? '' : `! previous_response_id kept-at-${pin}`,
      urgency: urgencies[pick % 4] ?? 'normal',
      timeoutMs,
    })
  }

  #cancel(pick: number): void {
    const exchange = choose(this.exchanges, pick)
    if (exchange === undefined || this.isOver(exchange)) return
    this.#cancelled.add(exchange)
    this.world.cancel(exchange)
  }

  #loseThread(): void {
    this.world.nodeLost(`thread-${this.#threads}`)
    for (const { inFlight } of this.accounts) inFlight.clear()
    this.#threads += 1
    this.world.addNode(`thread-${this.#threads}`)
    this.world.nodesChanged([`thread-${this.#threads}`])
  }

  /** As the proxy pool does. */
  #tellWayOf(account: string): void {
    const blocked = this.closed.has(account) ? 'its proxy fails' : ''
    this.world.egressChanged({ account, blocked, egress: proxied })
  }

  #configure(compliance: ComplianceRules): void {
    this.world.reconfigure({
      channels: [routable({ mode: this.#mode })],
      accounts: pooled.filter(({ id }) => !this.absent.has(id)),
      compliance,
    })
    for (const { id } of pooled) if (!this.absent.has(id)) this.#tellWayOf(id)
  }

  /** The request turns out to be larger than all that the account takes, which is ever less; answers what it needs. */
  #shrink(account: ScriptedAccount, exchange: number): number {
    const limit = Math.max(LEAST_LIMIT, (account.status.rooms[0]?.limit ?? 100) - 10)
    const told = { limit, countsCached: true, left: limit, at: 0, fullAt: 0 }
    account.change({ ...account.status, rooms: models.map((model) => ({ model, ...told })) })
    const { needed, at } = this.sizes.get(exchange) ?? { needed: 0, at: [] }
    this.sizes.set(exchange, { needed: Math.max(needed, limit + 1), at: [...at, account.id] })
    return limit + 1
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
    // What is on its way here meanwhile will be declined.
    if (type === 'cool') return account.cool(5_000)
    const [kind, restMs, upstreamStatus] = choose(failures, pick) ?? ['transient', 1_000, 500]
    if (restMs > 0 && !isCommitted) account.cool(restMs, account.inFlight.get(exchange)?.model)
    const neededTokens = kind === 'too_large' ? this.#shrink(account, exchange) : 0
    const failure = {
      kind,
      code: kind,
      status: 502,
      message: 'Words.',
      upstreamStatus,
      neededTokens,
    }
    account.settle(exchange, { outcome: 'failed', isCommitted, ...failure })
  }
}

const proxied = { proxyUrl: 'http://proxy.test', proxyUsername: '', proxyPassword: '' }

const pooled = names.map((name) =>
  schedulable({ id: `openai/${name}`, maxConcurrency: slots, awaitsEgress: true }),
)

const idOf = (pick: number): string => `openai/${choose(names, pick) ?? ''}`

const isMode =
  (pick: number) =>
  (name: string): name is ModeName =>
    name === choose(modeNames, pick)

/** In it, since now; or out of it again. */
const turn = (set: Map<string, number>, id: string, now: number): void => {
  if (!set.delete(id)) set.set(id, now)
}

const choose = <Value>(values: readonly Value[], pick: number): Value | undefined =>
  values[pick % values.length]

export const openSchedule = async ({ seed, mode, isGuarded }: Setting): Promise<Schedule> => {
  const compliance = isGuarded ? guarded : noGuardrails
  const world = await openSchedulerWorld({
    seed,
    accounts: pooled,
    mode,
    args: { maxWaiting: places, maxWaitMs, requestTimeoutMs, compliance },
  })
  for (const { id } of pooled) world.egressChanged({ account: id, blocked: '', egress: proxied })
  await world.settle()
  const schedule = new Schedule(world, mode, compliance)
  await schedule.keepOneEach()
  return schedule
}
