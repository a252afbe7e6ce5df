import { Timetable, type Appointment, type Surroundings } from '../timetable/timetable.ts'
import type { CheckResult, PoolProxy } from './messages.ts'

export type HealthRecord = CheckResult & {
  /** Epoch ms; 0: it was not checked yet. */
  readonly checkedAt: number
}

type Parts = Omit<Surroundings, 'begin'> & {
  /** Its end is to be told by `learn`. False: there is nothing to begin yet. */
  readonly begin: (proxy: PoolProxy, signal: AbortSignal) => boolean
}

const JOB = 'check'
const MAX_AT_ONCE = 20
/** A check gives up by itself before. */
const LIMIT_MS = 15_000
/** Of the interval: that checks of many programs do not come at once. */
const JITTER_SHARE = 0.1
const PAUSE_MS = 200
/** From one check because of a doubt to the next. */
const DOUBT_MS = 10_000

const unchecked: HealthRecord = { isHealthy: true, latencyMs: null, error: '', checkedAt: 0 }

/** Told how many are not checked yet. */
type OnEnd = (pending: number) => void

type Round = { readonly left: Set<string>; readonly onEnd: OnEnd }

/** Which proxies work, and when each is checked. State of the pool actor, used by it alone. */
export class Health {
  readonly #parts: Parts
  readonly #timetable: Timetable
  readonly #proxies = new Map<string, PoolProxy>()
  readonly #records = new Map<string, HealthRecord>()
  readonly #running = new Map<string, AbortController>()
  /** As `monotonic` tells. */
  readonly #doubtedAt = new Map<string, number>()
  #rounds: readonly Round[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    this.#timetable = new Timetable({ ...parts, begin: (id) => this.#begin(id) })
  }

  /** These are checked from now on. One that is new, or not as it was, is checked at once. */
  configure(proxies: readonly PoolProxy[], everyMs: number): void {
    this.#timetable.setJob(JOB, {
      everyMs,
      jitter: { min: 0, max: everyMs * JITTER_SHARE },
      pause: { min: 0, max: PAUSE_MS },
      stagger: none,
      startDelay: none,
      startJitter: none,
      maxAtOnce: MAX_AT_ONCE,
      limitMs: LIMIT_MS,
    })
    const wanted = new Map(proxies.map((proxy) => [proxy.id, proxy]))
    for (const [id, proxy] of this.#proxies) if (!isSameWay(proxy, wanted.get(id))) this.#forget(id)
    for (const [id, proxy] of wanted) {
      const isNew = !this.#proxies.has(id)
      this.#proxies.set(id, proxy)
      if (isNew) this.#timetable.enrol(JOB, id)
    }
  }

  of(id: string): HealthRecord {
    return this.#records.get(id) ?? unchecked
  }

  /** When each is checked next, and how its checks went. */
  appointments(): readonly Appointment[] {
    return this.#timetable.view()
  }

  /**
   * `onEnd` is called once: when every one of them was checked, or is gone, or before, when what this answers is called.
   * The checks themselves go on.
   */
  checkNow(onEnd: OnEnd): () => void {
    const round = { left: new Set(this.#proxies.keys()), onEnd }
    this.#rounds = [...this.#rounds, round]
    for (const id of round.left) this.#timetable.askNow(JOB, id)
    if (round.left.size === 0) this.#endRounds([round])
    return () => this.#endRounds(this.#rounds.filter((one) => one === round))
  }

  checkSoon(id: string): void {
    if (this.#proxies.has(id)) this.#timetable.askNow(JOB, id)
  }

  /** Somebody did not get through it. However many say so, it is not asked all the time. */
  doubt(id: string): void {
    const now = this.#parts.clock.monotonic()
    if (now - (this.#doubtedAt.get(id) ?? -DOUBT_MS) < DOUBT_MS) return
    this.#doubtedAt.set(id, now)
    this.checkSoon(id)
  }

  /** True: it works now and did not before, or the other way round. Of a check whose signal has aborted nothing is to be told. */
  learn(id: string, result: CheckResult): boolean {
    const before = this.of(id).isHealthy
    this.#running.delete(id)
    this.#records.set(id, { ...result, checkedAt: this.#parts.clock.now() })
    this.#timetable.finished(JOB, id, result.error)
    this.#leaveRounds(id)
    return before !== result.isHealthy
  }

  /** Its timer has come. */
  wake(): void {
    this.#timetable.wake()
  }

  close(): void {
    for (const controller of this.#running.values()) controller.abort()
  }

  #begin(id: string): boolean {
    const proxy = this.#proxies.get(id)
    if (proxy === undefined) return false
    this.#running.get(id)?.abort()
    const controller = new AbortController()
    if (!this.#parts.begin(proxy, controller.signal)) return false
    this.#running.set(id, controller)
    return true
  }

  #forget(id: string): void {
    this.#running.get(id)?.abort()
    this.#running.delete(id)
    this.#proxies.delete(id)
    this.#records.delete(id)
    this.#doubtedAt.delete(id)
    this.#timetable.cancel(id)
    this.#leaveRounds(id)
  }

  #leaveRounds(id: string): void {
    this.#endRounds(this.#rounds.filter(({ left }) => left.delete(id) && left.size === 0))
  }

  #endRounds(ended: readonly Round[]): void {
    this.#rounds = this.#rounds.filter((round) => !ended.includes(round))
    for (const { left, onEnd } of ended) onEnd(left.size)
  }
}

const none = { min: 0, max: 0 }

const isSameWay = (one: PoolProxy, other: PoolProxy | undefined): boolean =>
  one.url === other?.url &&
  one.username === other.username &&
  one.password === other.password &&
  one.checkUrl === other.checkUrl
