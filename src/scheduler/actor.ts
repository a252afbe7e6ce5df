import type { Declined, Settled } from '../account/messages.ts'
import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import { answer } from './answer.ts'
import { Discovery } from './discovery.ts'
import { Dispatching } from './dispatching/dispatching.ts'
import { answerInspection, type Inspection } from './explaining/inspect.ts'
import { openGround, type Ground } from './ground.ts'
import { Keeping } from './keeping/keeping.ts'
import { Membership } from './membership.ts'
import {
  schedulerKind,
  type SchedulerArguments,
  type SchedulerEvent,
  type SchedulerMessage,
} from './messages.ts'
import { modes, type Modes } from './mode/index.ts'
import { Publishing } from './publishing.ts'
import { noticeOfEnd } from './standing/notices.ts'
import { Placement } from './standing/placement.ts'

type Context = ActorContext<SchedulerMessage | SchedulerEvent>

class SchedulerActor implements Behavior<SchedulerMessage | SchedulerEvent> {
  readonly #ground: Ground
  readonly #placement: Placement
  readonly #dispatching: Dispatching
  readonly #discovery: Discovery
  readonly #keeping: Keeping
  readonly #publishing: Publishing
  readonly #membership: Membership

  constructor(context: Context, args: SchedulerArguments, offered: Modes) {
    this.#ground = openGround(context, { args, modes: offered })
    this.#placement = new Placement(this.#ground)
    this.#dispatching = new Dispatching(this.#ground)
    this.#keeping = new Keeping(this.#ground, this.#placement)
    this.#discovery = new Discovery(this.#ground)
    this.#publishing = new Publishing(this.#ground)
    this.#membership = new Membership(this.#ground, {
      placement: this.#placement,
      dispatching: this.#dispatching,
      discovery: this.#discovery,
      keeping: this.#keeping,
      publishing: this.#publishing,
    })
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
        return this.#membership.started(message)
      case 'status-changed':
      case 'models-discovered':
        return this.#membership.learn(message)
      case 'accounts-lost':
        return this.#membership.lose(message.accounts)
      case 'reconfigure':
        return this.#membership.reconfigure(message.args)
      case 'egress-changed':
        return this.#membership.changeEgress(message)
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
        return this.#membership.release()
      case 'defect':
        throw event.thrown
      default:
        return event satisfies never
    }
  }

  signal(signal: Signal): void {
    if (signal.type === 'terminated') this.#membership.terminated(signal)
  }

  #inspect(message: Inspection): void {
    const inspected = { dispatching: this.#dispatching, discovery: this.#discovery }
    for (const entry of answerInspection(message, this.#ground, inspected)) {
      this.#keeping.accountChanged(entry.settings.id)
      this.#membership.changed(entry)
    }
  }

  #hearLastWord(report: Declined | Settled): void {
    if (report.type === 'settled') this.#dispatching.settled(report)
    else this.#dispatching.declined(report)
    const entry = this.#ground.entries.get(report.account)
    if (entry === undefined) return
    const notice = noticeOfEnd(entry, report)
    if (notice !== undefined) this.#publishing.notice(notice)
    if (entry.isRetired) this.#membership.letGo(entry)
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
