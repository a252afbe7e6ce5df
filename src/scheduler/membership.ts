import { accountClient } from '../account/client.ts'
import type { ModelsDiscovered, Started, StatusChanged } from '../account/messages.ts'
import type { Signal } from '../actor/index.ts'
import type { Discovery } from './discovery.ts'
import type { Dispatching } from './dispatching/dispatching.ts'
import { layGround, release, type Ground } from './ground.ts'
import type { Keeping } from './keeping/keeping.ts'
import type { EgressChanged, SchedulerArguments } from './messages.ts'
import type { Publishing } from './publishing.ts'
import type { AccountEntry } from './standing/account-pool.ts'
import { noticeOfChange, whyDown } from './standing/notices.ts'
import type { Placement } from './standing/placement.ts'
import { Releasing } from './standing/releasing.ts'

type Terminated = Extract<Signal, { readonly type: 'terminated' }>

/** The parts of the scheduler that have to hear of it. */
type Parts = {
  readonly placement: Placement
  readonly dispatching: Dispatching
  readonly discovery: Discovery
  readonly keeping: Keeping
  readonly publishing: Publishing
}

/** Accounts come, change and go: what is heard of that, and who has to know. State of the scheduler actor, used by it alone. */
export class Membership {
  readonly #ground: Ground
  readonly #placement: Placement
  readonly #dispatching: Dispatching
  readonly #discovery: Discovery
  readonly #keeping: Keeping
  readonly #publishing: Publishing
  readonly #releasing: Releasing

  constructor(ground: Ground, parts: Parts) {
    this.#ground = ground
    this.#placement = parts.placement
    this.#dispatching = parts.dispatching
    this.#discovery = parts.discovery
    this.#keeping = parts.keeping
    this.#publishing = parts.publishing
    this.#releasing = new Releasing(ground)
  }

  reconfigure(args: SchedulerArguments): void {
    const { maxWaitMs } = this.#ground.args
    this.#publishing.forgetModels()
    for (const entry of layGround(this.#ground, args)) this.#reconfigureAccount(entry)
    this.#discovery.configure()
    const retired = Array.from(this.#ground.entries.values()).filter(({ isRetired }) => isRetired)
    release(retired, this.#ground)
    for (const entry of retired) this.letGo(entry)
    this.#placement.placeNew()
    this.#dispatching.waiting.wakeAll()
    if (args.maxWaitMs !== maxWaitMs) this.#dispatching.waiting.measureAnew()
    this.#publishing.soon()
  }

  changeEgress({ account, blocked, egress }: EgressChanged): void {
    const entry = this.#ground.entries.get(account)
    if (entry?.settings.awaitsEgress !== true) return
    entry.blocked = blocked
    if (blocked === '') entry.egress = egress
    this.#ground.shelves.touch(entry)
    this.#publishing.forgetModels()
    if (blocked === '') {
      this.#reconfigureAccount(entry)
      this.#placement.placeOne(entry)
    }
    this.changed(entry)
  }

  started({ account, ref, life }: Started): void {
    const entry = this.#ground.entries.get(account)
    if (entry === undefined || entry.ref !== ref) return
    if (entry.isRetired) {
      this.#dispatching.lost(entry)
      return this.letGo(entry)
    }
    const args = this.#placement.argumentsOf(entry)
    if (args === undefined) return
    entry.isUp = true
    entry.life = life
    this.#ground.shelves.touch(entry)
    accountClient(this.#ground.context, ref).restore(args, entry.status)
    // Now that its new life is known: what it had before may come back to it.
    this.#dispatching.lost(entry)
    this.#discovery.started(account)
    this.changed(entry)
  }

  learn(report: StatusChanged | ModelsDiscovered): void {
    const entry = this.#ground.entries.get(report.account)
    if (entry === undefined || entry.life < 0) return
    switch (report.type) {
      case 'status-changed':
        this.#learnStatus(entry, report)
        break
      case 'models-discovered':
        this.#learnModels(entry, report)
        break
      default:
        return report satisfies never
    }
    this.changed(entry)
  }

  /** A signal overtakes the reports that came before it, so only the choice of accounts learns of the loss at once. */
  terminated({ ref, reason }: Terminated): void {
    const gone = this.#placement.terminated(ref, reason)
    if (gone.length === 0) return
    for (const entry of gone) this.#ground.shelves.touch(entry)
    const accounts = gone.map(({ settings }) => settings.id)
    const why = whyDown(reason)
    for (const account of why === '' ? [] : accounts)
      this.#publishing.notice({ event: 'account-down', account, reason: why })
    this.#ground.context.tell(this.#ground.context.self, { type: 'accounts-lost', accounts })
    this.#publishing.soon()
  }

  /** Their reports that came before the loss have been heard. */
  lose(accounts: readonly string[]): void {
    for (const account of accounts) {
      const entry = this.#ground.entries.get(account)
      if (entry?.isUp === false) {
        this.#dispatching.lost(entry)
        this.#dispatching.waiting.reconsiderSoon(entry)
      }
      if (entry?.isRetired === true) this.letGo(entry)
    }
  }

  /** An account that left the settings is gone with the last answer that it had begun. */
  letGo(entry: AccountEntry): void {
    const { id } = entry.settings
    this.#publishing.forgetModels()
    this.#discovery.forget(id)
    if (entry.exchanges.size > 0) return
    this.#ground.shelves.reset()
    this.#ground.entries.delete(id)
    this.#keeping.accountChanged(id)
    this.#placement.stop(entry)
  }

  /** Those that went out together are released together, see `Releasing`. */
  release(): void {
    this.#releasing.release()
  }

  /** It may be of use now, or of none any more, to who waits. */
  changed(entry: AccountEntry): void {
    this.#dispatching.waiting.wakeFor(entry)
    this.#dispatching.waiting.reconsiderSoon(entry)
    this.#publishing.soon()
  }

  #reconfigureAccount(entry: AccountEntry): void {
    const args = this.#placement.argumentsOf(entry)
    if (entry.ref === undefined || args === undefined) return
    accountClient(this.#ground.context, entry.ref).reconfigure(args)
    this.#discovery.changed(entry.settings.id)
  }

  #learnStatus(entry: AccountEntry, report: StatusChanged): void {
    const { status: before } = entry
    const notice = noticeOfChange(entry, report.status, this.#ground.context.clock.now())
    if (notice !== undefined) this.#publishing.notice(notice)
    const isOther = before.state !== report.status.state
    if (isOther) this.#publishing.forgetModels()
    if (isOther && report.status.state === 'out') this.#releasing.soon(entry)
    entry.status = report.status
    this.#keeping.accountChanged(report.account)
    this.#ground.shelves.touch(entry)
    for (const { member, cooldowns } of this.#ground.quotaGroups.restWith(entry, before)) {
      this.#ground.shelves.touch(member)
      this.#keeping.accountChanged(member.settings.id)
      if (member.ref !== undefined)
        accountClient(this.#ground.context, member.ref).restWithGroup(cooldowns)
    }
  }

  #learnModels(entry: AccountEntry, report: ModelsDiscovered): void {
    const { account, problem } = report
    if (problem !== '')
      this.#publishing.notice({ event: 'models-unknown', account, reason: problem })
    if (this.#discovery.answered(entry, report)) this.#publishing.forgetModels()
  }
}
