import { accountClient } from '../account/client.ts'
import type { ModelsDiscovered } from '../account/messages.ts'
import { matchesAny } from '../ir/model-pattern.ts'
import { Timetable, type Appointment, type TimetableEvent } from '../timetable/timetable.ts'
import type { AccountEntry } from './standing/account-pool.ts'
import { parseCards } from './routing/catalog.ts'
import type { Ground } from './ground.ts'
import type { RecurringWork } from './explaining/inspection.ts'
import { RecentCount } from './standing/sliding-window.ts'

const JOB = 'models'

/** Asks the accounts' upstreams which models they list. State of the scheduler actor, used by it alone. */
export class Discovery {
  readonly #ground: Ground
  readonly #timetable: Timetable
  readonly #recent: Readonly<Record<TimetableEvent, RecentCount>> = {
    run: new RecentCount(),
    begun: new RecentCount(),
    failed: new RecentCount(),
  }
  /** By account, of the list that it told last: nearly always the next one is the same. */
  readonly #prints = new Map<string, ReturnType<typeof Bun.hash>>()

  constructor(ground: Ground) {
    const { clock, random, timers } = ground.context
    this.#ground = ground
    this.#timetable = new Timetable({
      clock,
      random,
      arm: (delayMs) => timers.after('discover', delayMs, { type: 'discover' }),
      begin: (account) => this.#begin(account),
      observe: (event) => this.#recent[event].add(clock.monotonic()),
    })
    this.configure()
  }

  /** The settings have changed. */
  configure(): void {
    this.#timetable.setJob(JOB, this.#ground.args.discovery)
  }

  /** The account is up, for the first time or again. Whatever it was asked before is lost. */
  started(account: string): void {
    this.#timetable.lost(account)
    this.#timetable.enrol(JOB, account)
  }

  /** It may be shown another list now. */
  changed(account: string): void {
    this.#prints.delete(account)
    this.#timetable.askNow(JOB, account)
  }

  /** What its upstream lists, or why nobody knows. Answers whether anything is not as it was. */
  answered(entry: AccountEntry, { cards, problem }: ModelsDiscovered): boolean {
    const { id, channel, models } = entry.settings
    this.#timetable.finished(JOB, id, problem)
    const print = Bun.hash(cards)
    if (problem !== '' || this.#prints.get(id) === print) return false
    this.#prints.set(id, print)
    const usable = parseCards(cards).filter(
      (card) => models.length === 0 || matchesAny(models, card.id),
    )
    const { routing, shelves } = this.#ground
    // What others list says of an account what it has not.
    if (routing.catalog.learn(id, channel, usable)) shelves.reset()
    else shelves.touch(entry)
    return true
  }

  forget(account: string): void {
    this.#timetable.cancel(account)
    this.#prints.delete(account)
    this.#ground.routing.catalog.forget(account)
  }

  /** Its timer has come. */
  wake(): void {
    this.#timetable.wake()
  }

  view(): readonly Appointment[] {
    return this.#timetable.view()
  }

  lastMinute(): RecurringWork {
    const now = this.#ground.context.clock.monotonic()
    const { run, begun, failed } = this.#recent
    return { runs: run.count(now), accounts: begun.count(now), failures: failed.count(now) }
  }

  /** The models of some channels are configured: nobody is asked for them. */
  #begin(account: string): boolean {
    const { entries, routing, context } = this.#ground
    const entry = entries.get(account)
    if (entry?.ref === undefined || entry.blocked !== '') return false
    if (!routing.catalog.asksUpstream(entry.settings.channel)) return false
    accountClient(context, entry.ref).discoverModels()
    return true
  }
}
