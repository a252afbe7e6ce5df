import { restsUntil, type Cooldown } from '../../src/account/cooldown.ts'
import { Heap } from '../../src/timetable/heap.ts'
import { MODEL, type Inspection, type SimulatedAnswer, type SimulatedRequest } from './request.ts'
import type { Call, Spectator } from './spectator.ts'

/** What holds of a policy after every event. Of a peer only what it promises: every request one answer. */
export type Rules = {
  /** Never more at an account than its slots, no rest cut short, nobody waiting beyond its deadline. */
  readonly isOurs: boolean
  /** For how long a request may wait, all its waiting together. */
  readonly maxWaitMs: number
  /** The relay's own books are compared with the upstreams at each so many events. */
  readonly inspectEvery: number
  readonly now: () => number
  readonly inspect: () => Inspection | undefined
}

type Open = {
  readonly request: SimulatedRequest
  readonly sentAt: number
  /** At upstreams now. */
  calls: number
  /** Since it first had nobody; undefined while it had somebody at once. */
  waitsSince: number | undefined
  /** By when it must be at an upstream or answered, while it waits. */
  deadline: number
}

/** What is known of the upstream of an account. */
type Book = {
  /** Requests that it has. */
  calls: number
  /** Until when it has asked to be left alone. */
  toldUntil: number
  /** When it last began or ended an answer. */
  succeededAt: number
}

type Rest = {
  readonly cooldown: Cooldown
  /** When it was first told of as it is. */
  readonly since: number
}

/** Timers know whole milliseconds. */
const STEP_MS = 2
export const MOST_BINDINGS = 100_000

/**
 * Holds a run to what must be true of it after every event, from what the upstreams and the clients see: it believes no
 * book of the relay. The first thing that is not true is kept, with the instant at which it was seen.
 */
export class Invariants implements Spectator {
  readonly #rules: Rules
  readonly #open = new Map<number, Open>()
  readonly #books = new Map<string, Book>()
  readonly #newlyIdle: Open[] = []
  readonly #deadlines = new Heap<Open>((one, other) => one.deadline - other.deadline)
  /** Since the last event: what is asked at the very instant at which it comes back may be asked before it is heard. */
  readonly #newlyTold: { readonly account: string; readonly until: number }[] = []
  readonly #rests = new Map<string, readonly Rest[]>()
  readonly #bound = new Set<string>()
  #calls = 0
  #violation: string | undefined

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /** In words; undefined while all is well. */
  get violation(): string | undefined {
    return this.#violation
  }

  arrived(request: SimulatedRequest): void {
    const open: Open = {
      request,
      sentAt: this.#rules.now(),
      calls: 0,
      waitsSince: undefined,
      deadline: 0,
    }
    this.#open.set(request.id, open)
    this.#newlyIdle.push(open)
  }

  asked({ request, account, taken }: Call): void {
    const { id, concurrency } = account.model
    const book = this.#bookOf(id)
    book.calls += 1
    this.#calls += 1
    const open = this.#open.get(request.id)
    if (open === undefined) return this.#note(`request ${request.id} is asked for after its answer`)
    this.#endWait(open)
    open.calls += 1
    if (open.calls > 1) this.#note(`request ${request.id} is at ${open.calls} upstreams at once`)
    if (concurrency > 0 && account.inFlight > concurrency)
      this.#note(`${id} serves ${account.inFlight} requests, and its limit is ${concurrency}`)
    if (!this.#rules.isOurs) return
    const { calls, toldUntil } = book
    if (concurrency > 0 && calls > concurrency)
      this.#note(`${calls} slots of ${id} are in use, and its limit is ${concurrency}`)
    if (this.#rules.now() < toldUntil - STEP_MS)
      this.#note(
        `${id} is asked ${wholeMs(toldUntil - this.#rules.now())} before the instant that its upstream named (${taken.type})`,
      )
  }

  opened({ account }: Call): void {
    this.#bookOf(account.model.id).succeededAt = this.#rules.now()
  }

  ended({ request, account, taken }: Call): void {
    const { id } = account.model
    const book = this.#bookOf(id)
    book.calls -= 1
    this.#calls -= 1
    const now = this.#rules.now()
    if (taken.type === 'served') book.succeededAt = now
    if (taken.type === 'refused' && taken.retryAfterMs !== undefined)
      this.#newlyTold.push({ account: id, until: now + taken.retryAfterMs })
    const open = this.#open.get(request.id)
    if (open === undefined) return
    open.calls -= 1
    this.#newlyIdle.push(open)
  }

  answered(request: SimulatedRequest, answer: SimulatedAnswer): void {
    const { id } = request
    const open = this.#open.get(id)
    if (open === undefined) return this.#note(`request ${id} is answered twice`)
    this.#open.delete(id)
    this.#endWait(open)
    if (answer.type === 'refused') this.#refused(id, answer)
  }

  rested(account: string, cooldowns: readonly Cooldown[]): void {
    const now = this.#rules.now()
    const before = this.#rests.get(account) ?? []
    for (const known of before)
      if (known.cooldown.until > now) this.#checkRest(account, known, cooldowns)
    const told = cooldowns.map((cooldown) => {
      const known = before.find((rest) => isAlike(rest.cooldown, cooldown))
      return known?.cooldown.until === cooldown.until ? known : { cooldown, since: now }
    })
    this.#rests.set(account, told)
  }

  bound(session: string, account: string | undefined): void {
    if (account === undefined) this.#bound.delete(session)
    else this.#bound.add(session)
    if (this.#bound.size > MOST_BINDINGS)
      this.#note(`${this.#bound.size} sessions are bound, and ${MOST_BINDINGS} may be`)
  }

  crashed(what: string): void {
    this.#note(what)
  }

  settled(event: number): void {
    for (const { account, until } of this.#newlyTold) {
      const book = this.#bookOf(account)
      book.toldUntil = Math.max(book.toldUntil, until)
    }
    this.#newlyTold.length = 0
    if (this.#rules.isOurs) this.#checkWaits()
    if (event % this.#rules.inspectEvery === 0) this.#compareBooks()
  }

  over(): void {
    this.#compareBooks()
    const [first] = this.#open.values()
    if (first !== undefined)
      this.#note(
        `${this.#open.size} requests are lost: they have no answer, request ${first.request.id} the first of them`,
      )
    if (this.#calls > 0) this.#note(`${this.#calls} slots are in use, and nobody is there any more`)
  }

  #refused(id: number, answer: Extract<SimulatedAnswer, { type: 'refused' }>): void {
    const { reason, retryAfterMs, isLimit } = answer
    if (reason === '') this.#note(`request ${id} is refused without a reason`)
    if (!this.#rules.isOurs || !isLimit || retryAfterMs > 0) return
    const now = this.#rules.now()
    const isKnown = Array.from(this.#rests.values())
      .flat()
      .some(({ cooldown }) => restsUntil([cooldown], MODEL, now) > 0)
    if (isKnown)
      this.#note(`request ${id} is refused (${reason}) without the instant to come back at`)
  }

  /** It lasts as long as was told. What no upstream has asked for ends, as a whole, once something succeeds all the same. */
  #checkRest(account: string, { cooldown, since }: Rest, cooldowns: readonly Cooldown[]): void {
    const now = this.#rules.now()
    const until = cooldowns.find((one) => isAlike(one, cooldown))?.until
    if (until !== undefined && until >= cooldown.until) return
    const isDisproved = this.#bookOf(account).succeededAt >= since
    if (until === undefined && cooldown.cause === 'transient' && isDisproved) return
    this.#note(
      `a rest of ${account} (${cooldown.cause}) is shortened from ${wholeMs(cooldown.until - now)} to ${wholeMs((until ?? now) - now)}`,
    )
  }

  /** Whoever is at no upstream waits; how long it may begins with its first wait. */
  #checkWaits(): void {
    const now = this.#rules.now()
    for (const open of this.#newlyIdle) {
      if (open.calls > 0 || !this.#open.has(open.request.id)) continue
      open.waitsSince ??= now
      const { sentAt, request, waitsSince } = open
      open.deadline = Math.min(sentAt + request.patienceMs, waitsSince + this.#rules.maxWaitMs)
      this.#deadlines.add(open)
    }
    this.#newlyIdle.length = 0
    for (;;) {
      const open = this.#deadlines.first
      if (open === undefined || open.deadline + STEP_MS >= now) return
      this.#endWait(open)
    }
  }

  #endWait(open: Open): void {
    if (!this.#deadlines.has(open)) return
    this.#deadlines.remove(open)
    const lateMs = this.#rules.now() - open.deadline
    if (lateMs > STEP_MS)
      this.#note(`request ${open.request.id} waits ${wholeMs(lateMs)} beyond its deadline`)
  }

  #compareBooks(): void {
    const books = this.#rules.inspect()
    if (books === undefined) return
    let sum = 0
    for (const [account, slots] of books.slots) {
      sum += slots
      const { calls } = this.#bookOf(account)
      if (slots !== calls)
        this.#note(`the relay counts ${slots} slots of ${account} in use, its upstream ${calls}`)
    }
    if (sum !== this.#calls)
      this.#note(`${sum} slots are in use, and ${this.#calls} requests are at upstreams`)
  }

  #bookOf(account: string): Book {
    const known = this.#books.get(account)
    if (known !== undefined) return known
    const book = { calls: 0, toldUntil: 0, succeededAt: Number.NEGATIVE_INFINITY }
    this.#books.set(account, book)
    return book
  }

  #note(violation: string): void {
    this.#violation ??= violation
  }
}

const isAlike = (one: Cooldown, other: Cooldown): boolean =>
  one.model === other.model && one.cause === other.cause

const wholeMs = (ms: number): string => `${Math.round(ms)} ms`
