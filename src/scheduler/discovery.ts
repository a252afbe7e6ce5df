import { accountClient } from '../account/client.ts'
import { Timetable, type Appointment } from '../timetable/timetable.ts'
import type { Ground } from './ground.ts'

const JOB = 'models'

/** Asks the accounts' upstreams which models they list. State of the scheduler actor, used by it alone. */
export class Discovery {
  readonly #ground: Ground
  readonly #timetable: Timetable

  constructor(ground: Ground) {
    const { clock, random, timers } = ground.context
    this.#ground = ground
    this.#timetable = new Timetable({
      clock,
      random,
      arm: (delayMs) => timers.after('discover', delayMs, { type: 'discover' }),
      begin: (account) => this.#begin(account),
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
    this.#timetable.askNow(JOB, account)
  }

  answered(account: string, problem: string): void {
    this.#timetable.finished(JOB, account, problem)
  }

  forget(account: string): void {
    this.#timetable.cancel(account)
  }

  /** Its timer has come. */
  wake(): void {
    this.#timetable.wake()
  }

  view(): readonly Appointment[] {
    return this.#timetable.view()
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
