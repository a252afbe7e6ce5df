import { accountClient } from '../account/client.ts'
import type {
  Declined,
  ModelsDiscovered,
  Settled,
  Started,
  StatusChanged,
} from '../account/messages.ts'
import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import type { AccountEntry } from './standing/account-pool.ts'
import { answer } from './answer.ts'
import { Discovery } from './discovery.ts'
import { Dispatching } from './dispatching/dispatching.ts'
import { layGround, openGround, release, type Ground } from './ground.ts'
import { answerInspection, type Inspection } from './explaining/inspect.ts'
import { Keeping } from './keeping/keeping.ts'
import {
  schedulerKind,
  type EgressChanged,
  type SchedulerArguments,
  type SchedulerEvent,
  type SchedulerMessage,
} from './messages.ts'
import { modes, type Modes } from './mode/index.ts'
import { noticeOfChange, noticeOfEnd, whyDown } from './standing/notices.ts'
import { Placement } from './standing/placement.ts'
import { Publishing } from './publishing.ts'
import { Releasing } from './standing/releasing.ts'

type Context = ActorContext<SchedulerMessage | SchedulerEvent>

class SchedulerActor implements Behavior<SchedulerMessage | SchedulerEvent> {
  readonly #context: Context
  readonly #ground: Ground
  readonly #placement: Placement
  readonly #dispatching: Dispatching
  readonly #discovery: Discovery
  readonly #keeping: Keeping
  readonly #publishing: Publishing
  readonly #releasing: Releasing

  constructor(context: Context, args: SchedulerArguments, offered: Modes) {
    this.#context = context
    this.#ground = openGround(context, { args, modes: offered })
    this.#placement = new Placement(this.#ground)
    this.#dispatching = new Dispatching(this.#ground)
    this.#keeping = new Keeping(this.#ground, this.#placement)
    this.#discovery = new Discovery(this.#ground)
    this.#publishing = new Publishing(this.#ground)
    this.#releasing = new Releasing(this.#ground)
    this.#publishing.soon()
  }

  receive(message: SchedulerMessage | SchedulerEvent): void {
    this.#take(message)
    this.#keeping.tellSoon()
  }

  #take(message: SchedulerMessage | SchedulerEvent): void {
    switch (message.type) {
      case 'dispatch':
        return this.#dispatching.dispatch(message)
      case 'cancel':
        return this.#dispatching.cancel(message.exchange)
      case 'made':
        return this.#dispatching.made(message)
      case 'committed':
        return this.#dispatching.committed(message)
      case 'declined':
      case 'settled':
        return this.#hearLastWord(message)
      case 'started':
        return this.#started(message)
      case 'status-changed':
      case 'models-discovered':
        return this.#learn(message)
      case 'accounts-lost':
        return this.#lose(message.accounts)
      case 'reconfigure':
        return this.#reconfigure(message.args)
      case 'egress-changed':
        return this.#changeEgress(message)
      case 'nodes-changed':
        return this.#placement.nodesChanged(message.nodes)
      case 'hand-over':
        return this.#keeping.handOver(message)
      case 'restore-state':
        this.#keeping.restore(message)
        return this.#dispatching.waiting.wakeAll()
      case 'view-accounts':
      case 'view-sessions':
      case 'view-guardrails':
      case 'view-caches':
      case 'clear-bindings':
      case 'clear-rests':
      case 'tell-loads':
      case 'find-receipt':
        return this.#inspect(message)
      case 'list-kept':
      case 'resolve-model':
        return answer(message, this.#ground)
      default:
        return this.#hearSelf(message)
    }
  }

  #hearSelf(event: SchedulerEvent): void {
    switch (event.type) {
      case 'wake':
        return this.#dispatching.waiting.wakeDue()
      case 'reconsider':
        return this.#dispatching.waiting.reconsider()
      case 'discover':
        return this.#discovery.wake()
      case 'place-again':
        return this.#placement.placeAll()
      case 'publish':
        return this.#publishing.publish()
      case 'keep':
        return this.#keeping.tell()
      case 'release':
        return this.#releasing.release()
      case 'defect':
        throw event.thrown
      default:
        return event satisfies never
    }
  }

  /** A signal overtakes the reports that came before it, so only the choice of accounts learns of the loss at once. */
  signal(signal: Signal): void {
    if (signal.type !== 'terminated') return
    const gone = this.#placement.terminated(signal.ref, signal.reason)
    if (gone.length === 0) return
    for (const entry of gone) this.#ground.shelves.touch(entry)
    const accounts = gone.map(({ settings }) => settings.id)
    const reason = whyDown(signal.reason)
    for (const account of reason === '' ? [] : accounts)
      this.#publishing.notice({ event: 'account-down', account, reason })
    this.#context.tell(this.#context.self, { type: 'accounts-lost', accounts })
    this.#publishing.soon()
  }

  #inspect(message: Inspection): void {
    const inspected = { dispatching: this.#dispatching, discovery: this.#discovery }
    for (const entry of answerInspection(message, this.#ground, inspected)) {
      this.#keeping.accountChanged(entry.settings.id)
      this.#changed(entry)
    }
  }

  #hearLastWord(report: Declined | Settled): void {
    if (report.type === 'settled') this.#dispatching.settled(report)
    else this.#dispatching.declined(report)
    const entry = this.#ground.entries.get(report.account)
    if (entry === undefined) return
    const notice = noticeOfEnd(entry, report)
    if (notice !== undefined) this.#publishing.notice(notice)
    if (entry.isRetired) this.#letGo(entry)
  }

  #reconfigure(args: SchedulerArguments): void {
    this.#publishing.forgetModels()
    for (const entry of layGround(this.#ground, args)) this.#reconfigureAccount(entry)
    this.#discovery.configure()
    const retired = Array.from(this.#ground.entries.values()).filter(({ isRetired }) => isRetired)
    release(retired, this.#ground)
    for (const entry of retired) this.#letGo(entry)
    this.#placement.placeNew()
    this.#dispatching.waiting.wakeAll()
    this.#publishing.soon()
  }

  #reconfigureAccount(entry: AccountEntry): void {
    const args = this.#placement.argumentsOf(entry)
    if (entry.ref === undefined || args === undefined) return
    accountClient(this.#context, entry.ref).reconfigure(args)
    this.#discovery.changed(entry.settings.id)
  }

  #changeEgress({ account, blocked, egress }: EgressChanged): void {
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
    this.#changed(entry)
  }

  /** An account that left the settings is gone with the last answer that it had begun. */
  #letGo(entry: AccountEntry): void {
    const { id } = entry.settings
    this.#publishing.forgetModels()
    this.#discovery.forget(id)
    if (entry.exchanges.size > 0) return
    this.#ground.shelves.reset()
    this.#ground.entries.delete(id)
    this.#keeping.accountChanged(id)
    this.#placement.stop(entry)
  }

  #started({ account, ref, life }: Started): void {
    const entry = this.#ground.entries.get(account)
    if (entry === undefined || entry.ref !== ref) return
    if (entry.isRetired) {
      this.#dispatching.lost(entry)
      return this.#letGo(entry)
    }
    const args = this.#placement.argumentsOf(entry)
    if (args === undefined) return
    entry.isUp = true
    entry.life = life
    this.#ground.shelves.touch(entry)
    accountClient(this.#context, ref).restore(args, entry.status)
    // Now that its new life is known: what it had before may come back to it.
    this.#dispatching.lost(entry)
    this.#discovery.started(account)
    this.#changed(entry)
  }

  #learn(report: StatusChanged | ModelsDiscovered): void {
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
    this.#changed(entry)
  }

  #learnStatus(entry: AccountEntry, report: StatusChanged): void {
    const { status: before } = entry
    const notice = noticeOfChange(entry, report.status, this.#context.clock.now())
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
        accountClient(this.#context, member.ref).restWithGroup(cooldowns)
    }
  }

  #changed(entry: AccountEntry): void {
    this.#dispatching.waiting.wakeFor(entry)
    this.#dispatching.waiting.reconsiderSoon(entry)
    this.#publishing.soon()
  }

  #lose(accounts: readonly string[]): void {
    for (const account of accounts) {
      const entry = this.#ground.entries.get(account)
      if (entry?.isUp === false) {
        this.#dispatching.lost(entry)
        this.#dispatching.waiting.reconsiderSoon(entry)
      }
      if (entry?.isRetired === true) this.#letGo(entry)
    }
  }

  #learnModels(entry: AccountEntry, report: ModelsDiscovered): void {
    const { account, problem } = report
    if (problem !== '')
      this.#publishing.notice({ event: 'models-unknown', account, reason: problem })
    if (this.#discovery.answered(entry, report)) this.#publishing.forgetModels()
  }
}

/** Places every request, and starts the accounts again when their thread is lost. There is one. */
export const schedulerActorWith = (offered: Modes) =>
  defineActor<SchedulerMessage, SchedulerArguments, SchedulerEvent>(schedulerKind, {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 10, maxMs: 1000, jitter: 0.2 },
      limit: { restarts: 100, withinMs: 60_000 },
    },
    // A lost report is a lost slot. What can be under way is bounded by the slots and the waiting room.
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, args) => new SchedulerActor(context, args, offered),
  })

export const schedulerActor = schedulerActorWith(modes)
