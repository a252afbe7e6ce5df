import type { Clock } from '../actor/clock.ts'
import type { Random } from '../actor/random.ts'
import { Heap } from './heap.ts'
import { draw, staggerOf, turnsOf, type Rhythm } from './rhythm.ts'

/** What a timetable needs of the actor that owns it. */
export type Surroundings = {
  readonly clock: Clock
  readonly random: Random
  /** Sets the one timer, after which `tick` is to be called; one that is set already is replaced. */
  readonly arm: (delayMs: number) => void
  /** Begins the work for an account; false: there is none to do now, and its turn is over. */
  readonly begin: (account: string, job: string) => boolean
  readonly observe?: (event: TimetableEvent) => void
}

/** A run over all accounts has begun; the work for one has begun, or has not gone well. */
export type TimetableEvent = 'run' | 'begun' | 'failed'

/** One account's work, for people. Instants are epoch ms; 0: there is none. */
export type Appointment = {
  readonly job: string
  readonly account: string
  /** Its own next instant, or that of the next run over all accounts. */
  readonly nextAt: number
  readonly runningSince: number
  /** `ok`, or what went wrong; empty before its first end. */
  readonly lastResult: string
  readonly runs: number
  readonly failures: number
}

/**
 * Recurring work for accounts: spread in time, a bounded number at once, at the request of an account that comes or goes.
 * It holds no timer and does no work: its owner does. State of the actor that owns it.
 */
export class Timetable {
  readonly #surroundings: Surroundings
  readonly #jobs = new Map<string, Job>()
  #armedFor = never

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /** A new job begins its first run over all accounts after one period; a known one goes by this rhythm from now on. */
  setJob(name: string, rhythm: Rhythm): void {
    const known = this.#jobs.get(name)
    const nextRunAt = this.#now() + rhythm.everyMs
    if (known === undefined) this.#jobs.set(name, openJob(name, rhythm, nextRunAt))
    else {
      known.nextRunAt = Math.min(known.nextRunAt, nextRunAt)
      known.rhythm = rhythm
    }
    this.tick()
  }

  /** The account is there, for the first time or again. Until it has once gone well it is worked for at once. */
  enrol(jobName: string, account: string): void {
    const job = this.#jobs.get(jobName)
    if (job === undefined) return
    const { runs, failures } = job.entries.get(account) ?? openEntry(account)
    if (runs === failures) return this.askNow(jobName, account)
    const { startDelay, startJitter } = job.rhythm
    const { random } = this.#surroundings
    this.#plan(job, account, this.#now() + draw(startDelay, random) + draw(startJitter, random))
    this.tick()
  }

  /** It is to be worked for as soon as may be, whatever was planned. */
  askNow(jobName: string, account: string): void {
    const job = this.#jobs.get(jobName)
    if (job === undefined) return
    this.#plan(job, account, this.#now())
    this.tick()
  }

  /** The work for the account is over. `problem`: empty when it went well. */
  finished(jobName: string, account: string, problem: string): void {
    const job = this.#jobs.get(jobName)
    const entry = job?.entries.get(account)
    if (job === undefined || entry === undefined || !job.running.has(entry)) return
    this.#end(job, entry, { problem, now: this.#now() })
    this.tick()
  }

  /** Whatever was begun for it is lost. */
  lost(account: string): void {
    for (const { name } of this.#jobs.values()) this.finished(name, account, 'it was lost')
  }

  /** Nothing is done for it any more. */
  cancel(account: string): void {
    for (const job of this.#jobs.values()) forget(job, account)
    this.tick()
  }

  /** Does what is due, and sets the timer for what is next. */
  tick(): void {
    const now = this.#now()
    for (const job of this.#jobs.values()) {
      this.#beginRun(job, now)
      this.#endOverdue(job, now)
      this.#beginDue(job, now)
    }
    this.#arm(now)
  }

  /** To be called at the timer, as the one that was set is gone. */
  wake(): void {
    this.#armedFor = never
    this.tick()
  }

  view(): readonly Appointment[] {
    const { clock } = this.#surroundings
    const shift = clock.now() - clock.monotonic()
    return Array.from(this.#jobs.values()).flatMap((job) =>
      Array.from(job.entries.values(), (entry) => ({
        job: job.name,
        account: entry.account,
        nextAt: Math.round((entry.nextAt === never ? job.nextRunAt : entry.nextAt) + shift),
        runningSince: entry.runningSince === never ? 0 : Math.round(entry.runningSince + shift),
        lastResult: entry.lastResult,
        runs: entry.runs,
        failures: entry.failures,
      })),
    )
  }

  /** An account whose turn has not come since the last run keeps it. */
  #beginRun(job: Job, now: number): void {
    if (job.nextRunAt > now) return
    job.nextRunAt = now + job.rhythm.everyMs
    this.#surroundings.observe?.('run')
    const free = Array.from(job.entries.values()).filter(({ nextAt }) => nextAt === never)
    const turns = turnsOf(free.length, job.rhythm, this.#surroundings.random)
    for (const [index, { account }] of free.entries())
      this.#plan(job, account, now + (turns[index] ?? 0) + staggerOf(account, job.rhythm.stagger))
  }

  #beginDue(job: Job, now: number): void {
    while (job.running.size < job.rhythm.maxAtOnce) {
      const entry = job.planned.first
      if (entry === undefined || entry.nextAt > now) return
      job.planned.remove(entry)
      entry.nextAt = never
      entry.isWantedAgain = job.running.has(entry)
      if (entry.isWantedAgain) continue
      if (!this.#surroundings.begin(entry.account, job.name)) continue
      entry.runningSince = now
      job.running.add(entry)
      this.#surroundings.observe?.('begun')
    }
  }

  #endOverdue(job: Job, now: number): void {
    for (;;) {
      const entry = job.running.first
      if (entry === undefined || entry.runningSince + job.rhythm.limitMs > now) return
      const problem = `it was not over after ${job.rhythm.limitMs / 1000} s`
      this.#end(job, entry, { problem, now })
    }
  }

  #end(job: Job, entry: Entry, ending: Ending): void {
    end(job, entry, ending)
    if (ending.problem !== '') this.#surroundings.observe?.('failed')
  }

  #plan(job: Job, account: string, at: number): void {
    const entry = job.entries.get(account) ?? openEntry(account)
    job.entries.set(account, entry)
    entry.nextAt = at
    job.planned.add(entry)
  }

  #arm(now: number): void {
    const soonest = Math.min(...Array.from(this.#jobs.values(), nextInstant))
    if (soonest === this.#armedFor) return
    this.#armedFor = soonest
    this.#surroundings.arm(Math.max(1, Math.ceil(soonest - now)))
  }

  #now(): number {
    return this.#surroundings.clock.monotonic()
  }
}

const never = Number.POSITIVE_INFINITY

type Job = {
  readonly name: string
  rhythm: Rhythm
  nextRunAt: number
  readonly entries: Map<string, Entry>
  /** Those that have an instant of their own. */
  readonly planned: Heap<Entry>
  readonly running: Heap<Entry>
}

/** Instants are as `monotonic` tells them. */
type Entry = {
  readonly account: string
  nextAt: number
  runningSince: number
  /** Its turn has come while it was worked for. */
  isWantedAgain: boolean
  lastResult: string
  runs: number
  failures: number
}

const openJob = (name: string, rhythm: Rhythm, nextRunAt: number): Job => ({
  name,
  rhythm,
  nextRunAt,
  entries: new Map(),
  planned: new Heap((one, other) => one.nextAt - other.nextAt),
  running: new Heap((one, other) => one.runningSince - other.runningSince),
})

const openEntry = (account: string): Entry => ({
  account,
  nextAt: never,
  runningSince: never,
  isWantedAgain: false,
  lastResult: '',
  runs: 0,
  failures: 0,
})

type Ending = { readonly problem: string; readonly now: number }

const end = (job: Job, entry: Entry, { problem, now }: Ending): void => {
  job.running.remove(entry)
  entry.runningSince = never
  entry.runs += 1
  entry.lastResult = problem === '' ? 'ok' : problem
  if (problem !== '') entry.failures += 1
  if (!entry.isWantedAgain) return
  entry.nextAt = now
  job.planned.add(entry)
}

const forget = (job: Job, account: string): void => {
  const entry = job.entries.get(account)
  if (entry === undefined) return
  job.entries.delete(account)
  job.planned.remove(entry)
  job.running.remove(entry)
}

const nextInstant = ({ nextRunAt, planned, running, rhythm }: Job): number => {
  const isFree = running.size < rhythm.maxAtOnce
  return Math.min(
    nextRunAt,
    isFree ? (planned.first?.nextAt ?? never) : never,
    (running.first?.runningSince ?? never) + rhythm.limitMs,
  )
}
