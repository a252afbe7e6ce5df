import {
  ActorSystem,
  type SystemEvent,
  systemClock,
  systemRandom,
  type ActorRef,
} from '../actor/index.ts'
import { NodePool, type PoolEvent } from '../actor/node-pool.ts'
import type { CountRequest } from '../counter/messages.ts'
import { counterSupervisor } from '../counter/supervisor.ts'
import { proxyPoolActor } from '../proxy-pool/actor.ts'
import { proxyCheck } from '../proxy-pool/check.ts'
import { proxyPoolClient, type ProxyPool } from '../proxy-pool/client.ts'
import type { PoolMessage } from '../proxy-pool/messages.ts'
import { openSocksBridge } from '../proxy-pool/socks-bridge.ts'
import { openLedger, type Ledger } from '../ledger/client.ts'
import { sweep } from '../ledger/state.ts'
import { schedulerActor } from '../scheduler/actor.ts'
import { schedulerClient, type Scheduler } from '../scheduler/client.ts'
import type { KeptState } from '../scheduler/kept-state.ts'
import type {
  Notice,
  SchedulerArguments,
  SchedulerMessage,
  SchedulerNews,
} from '../scheduler/messages.ts'
import { openViewer, type Viewer } from '../scheduler/view.ts'
import { AccountEvents } from './account-events.ts'
import { Configuration, type Reloaded, type SettingsSource } from './configuration.ts'
import { Keeper } from './keeper.ts'
import { logNotice, logPoolEvent, logProxyNews } from './log-events.ts'
import { openOperator } from './operator.ts'
import { proxyPoolConfig } from './proxy-pool-config.ts'
import { schedulerArguments } from './scheduler-arguments.ts'
import { settingKind } from './stored-settings.ts'
import type { Stored } from './stored.ts'
import { threadEntry } from './thread-entry.ts'
import type { Operator } from '../server/admin/index.ts'
import type { Client } from '../server/auth.ts'
import { ExchangeTable } from '../server/exchange-table.ts'
import { frontActor } from '../server/front-actor.ts'
import type { FrontPolicy } from '../server/front.ts'
import { frontPolicy } from '../server/policy.ts'
import type { Relay } from '../server/relay.ts'
import { createServer, type FrontServer, type ServerListening } from '../server/server.ts'
import {
  createGenerations,
  readListenAddress,
  servedAccounts,
  servedChannels,
  type AppliedGeneration,
  type ChangeSettings,
  type Generations,
  type Settings,
} from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'
import { logSystemEvent } from '../telemetry/system-events.ts'

export type SwitchyardOptions = {
  readonly settings: Settings
  readonly source: SettingsSource
  readonly stored: Stored
  readonly version: string
  /** By the SHA-256 of their keys, in hexadecimal. */
  readonly clients: ReadonlyMap<string, Client>
  readonly log: Log
}

/** Time for actors to let go when their thread ends, and for the last records to be written. */
const GRACE_MS = 2_000
const FLUSH_MS = 5_000
/** As many as the scheduler remembers: while the database is away, all of it may change. */
const MAX_UNWRITTEN_STATE = 300_000
/** For what the scheduler knows by itself. */
const ANSWER_MS = 1_000

/** The whole program, built once; it owns the order in which its parts start and stop. */
export class Switchyard {
  readonly system: ActorSystem
  readonly accountThreads: NodePool
  readonly ledgerThread: NodePool
  /** None is up until something is counted here. */
  readonly counterThread: NodePool
  readonly ledger: Ledger
  readonly #generations: Generations
  readonly #configuration: Configuration
  readonly #keeper: Keeper
  readonly #accountEvents = new AccountEvents()
  readonly #log: Log
  readonly #server: FrontServer
  readonly #userAgent: string
  readonly #threads: number
  readonly #host: string
  readonly #schedulerRef: ActorRef<SchedulerMessage>
  readonly #scheduler: Scheduler
  readonly proxyPool: { readonly ref: ActorRef<PoolMessage>; readonly client: ProxyPool }
  readonly #view: ActorRef<SchedulerNews>
  readonly #counter: ActorRef<CountRequest>
  #policy: FrontPolicy
  /** Threads that end because they are not needed. */
  readonly #lettingGo = new Set<string>()
  #isStopping = false

  constructor({ settings, source, stored, version, clients, log }: SwitchyardOptions) {
    this.#log = log
    this.#generations = createGenerations(settings)
    this.#threads = threadCount(settings)
    this.#userAgent = `switchyard/${version}`
    this.#host = settings.global.host
    this.#policy = frontPolicy(settings, clients, this.#host)
    const observe = logSystemEvent(log)
    this.system = new ActorSystem({
      node: 'main',
      observe: (event) => this.#isExpected(event) || observe(event),
    })
    this.ledgerThread = this.#pool(log, 'ledger', { size: 1 })
    this.ledger = this.#openLedger(settings, log)
    if (stored.isDropping) this.ledger.keepState([sweep(settingKind, systemClock.now())])
    this.#configuration = new Configuration({
      ...source,
      ledger: this.ledger,
      now: systemClock.now,
      apply: (changed, admitted) => this.apply(changed, admitted),
    })
    this.#keeper = new Keeper({
      ledger: this.ledger,
      clock: systemClock,
      keepsBindings: settings.proxy.persist_session_bindings,
    })
    const viewer = openViewer({
      onNotice: (notice) => this.#notice(notice),
      onStateChanged: (changed) => this.#keeper.keep(changed),
    })
    this.#view = this.system.spawn(viewer.actor, 'viewer', null)
    this.counterThread = this.#pool(log, 'counter', { size: 0 })
    this.#counter = this.#startCounter()
    this.#schedulerRef = this.#startScheduler()
    const scheduler = schedulerClient(
      (to, message) => this.system.tell(to, message),
      this.#schedulerRef,
    )
    this.#scheduler = scheduler
    this.proxyPool = this.#startProxyPool()
    scheduler.restoreState(restorable(stored.state, settings))
    this.accountThreads = this.#pool(log, 'account', {
      size: this.#threads,
      onChange: scheduler.nodesChanged,
    })
    const exchanges = new ExchangeTable(systemClock)
    this.#server = createServer({
      version,
      policy: () => this.#policy,
      exchanges,
      replyTo: this.system.spawn(frontActor(exchanges), 'front', null),
      clock: systemClock,
      random: systemRandom,
      seal: source.seal,
      record: this.ledger.record,
      log,
      relay: this.#relay(scheduler, viewer),
      ...this.#administration(settings, scheduler),
    })
  }

  /** Listens; accounts and records begin in the background, so requests are taken at once. */
  start(): ServerListening {
    const listening = this.#server.listen(this.#settings().global)
    if (listening.type === 'refused') return listening
    void this.accountThreads.start()
    void this.#startLedger()
    return listening
  }

  /**
   * Goes by new settings from the next request on; what has begun goes on as it began. Answers what changed, and
   * what of it needs a restart to hold.
   */
  apply(settings: Settings, clients: ReadonlyMap<string, Client>): AppliedGeneration {
    const applied = this.#generations.apply(settings)
    this.#policy = frontPolicy(settings, clients, this.#host)
    if (applied.changed.length > 0) {
      this.#scheduler.reconfigure(this.#schedulerArguments())
      this.proxyPool.client.reconfigure(proxyPoolConfig(settings))
    }
    if (this.#keeper.keepBindings(settings.proxy.persist_session_bindings))
      void this.#keepState(true)
    return applied
  }

  /** What an administrator changes while the program runs. */
  readonly changeSettings: ChangeSettings = async (patch) => {
    const change = await this.#configuration.change(patch)
    if (change.type === 'refused' || change.changed.length === 0) return change
    this.#log.info('settings were changed', { setting: change.changed.join(', ') })
    return change
  }

  /** The file has changed. */
  reload(): Promise<Reloaded> {
    return this.#configuration.reload()
  }

  /** How long open streams may finish when it is stopped now. */
  get drainMs(): number {
    return this.#settings().global.shutdown_drain_timeout_secs * 1000
  }

  /** Stops accepting, lets streams finish, writes the last records. Resolves with the number of those that were lost. */
  async stop(drainMs: number): Promise<number> {
    await this.#server.stop(drainMs)
    await this.#keepState(false)
    const lost = await this.ledger.flush(FLUSH_MS)
    this.#isStopping = true
    const pools = [this.accountThreads, this.counterThread, this.ledgerThread]
    await Promise.all(pools.map((pool) => pool.stop(GRACE_MS)))
    await this.system.shutdown()
    return lost
  }

  #openLedger({ runtime }: Settings, log: Log): Ledger {
    return openLedger({
      capacity: runtime.storage_write_queue_capacity,
      maxBatchSize: runtime.storage_write_max_batch_size,
      windowMs: runtime.storage_write_aggregate_window_ms,
      stateCapacity: MAX_UNWRITTEN_STATE,
      clock: systemClock,
      random: systemRandom,
      log,
      place: () => this.ledgerThread.nodes()[0],
    })
  }

  #pool(log: Log, name: Parameters<typeof threadEntry>[0], options: PoolParts): NodePool {
    return new NodePool({
      ...options,
      entry: threadEntry(name),
      namePrefix: name,
      system: this.system,
      observe: (event) => this.#isExpected(event) || logPoolEvent(log, event),
    })
  }

  /** Threads that end because the program does are no news. */
  #isExpected(event: PoolEvent | SystemEvent): boolean {
    if (event.type !== 'thread-closed' && event.type !== 'node-lost') return false
    return this.#isStopping || this.#lettingGo.has(event.node)
  }

  /** What the scheduler has not told to be kept yet. */
  async #keepState(isAll: boolean): Promise<void> {
    const question = this.#scheduler.handOverQuestion(isAll)
    const answer = await this.system.ask(this.#schedulerRef, question, ANSWER_MS)
    if (answer.type === 'reply') this.#keeper.keep(answer.reply)
  }

  #settings(): Settings {
    return this.#generations.current().settings
  }

  #schedulerArguments(): SchedulerArguments {
    return schedulerArguments(this.#settings(), {
      userAgent: this.#userAgent,
      viewer: this.#view,
      counter: this.#counter,
      threads: this.#threads,
    })
  }

  #startCounter(): ActorRef<CountRequest> {
    const { counterThread } = this
    const definition = counterSupervisor({
      open: () => counterThread.dedicated(),
      close: (node) => {
        this.#lettingGo.add(node)
        void counterThread.release(node, GRACE_MS)
      },
    })
    return this.system.spawn(definition, 'counter-supervisor', null)
  }

  #startScheduler(): ActorRef<SchedulerMessage> {
    return this.system.spawn(schedulerActor, 'scheduler', this.#schedulerArguments())
  }

  #startProxyPool() {
    const definition = proxyPoolActor({
      check: proxyCheck(systemClock, this.#userAgent),
      openBridge: openSocksBridge(newSecret),
      observe: (news) => logProxyNews(this.#log, news),
    })
    const config = proxyPoolConfig(this.#settings())
    const args = { config, scheduler: this.#schedulerRef }
    const ref = this.system.spawn(definition, 'proxy-pool', args)
    return { ref, client: proxyPoolClient((to, message) => this.system.tell(to, message), ref) }
  }

  #notice(notice: Notice): void {
    logNotice(this.#log, notice)
    this.#accountEvents.add(notice, systemClock.now())
  }

  #administration({ global }: Settings, scheduler: Scheduler) {
    if (!global.enable_admin_api) return {}
    return {
      operator: this.#operator(scheduler),
      adminAddress: readListenAddress(global.admin_address),
    }
  }

  #operator(scheduler: Scheduler): Operator {
    return openOperator({
      system: this.system,
      scheduler,
      schedulerRef: this.#schedulerRef,
      proxyPool: this.proxyPool.client,
      proxyPoolRef: this.proxyPool.ref,
      log: this.#log,
      settings: () => this.#settings(),
      describeSettings: () => this.#configuration.describe(this.#settings()),
      changeSettings: this.changeSettings,
      eventsOf: (account) => this.#accountEvents.of(account),
      threads: () =>
        [this.accountThreads, this.ledgerThread, this.counterThread].flatMap((pool) =>
          pool.nodes(),
        ),
    })
  }

  #relay(scheduler: Scheduler, viewer: Viewer): Relay {
    return {
      dispatch: scheduler.dispatch,
      cancel: scheduler.cancel,
      credit: (account, message) => this.system.tell(account, message),
      listModels: viewer.listModels,
      resolveModel: async (scope, model) => {
        const question = scheduler.modelQuestion(scope, model)
        const answer = await this.system.ask(this.#schedulerRef, question, ANSWER_MS)
        return answer.type === 'reply' ? answer.reply : undefined
      },
      listKept: async (asked) => {
        const question = scheduler.keptQuestion(asked)
        const answer = await this.system.ask(this.#schedulerRef, question, ANSWER_MS)
        return answer.type === 'reply' ? answer.reply.kept : undefined
      },
      sendPart: (account, part) => this.system.tell(account, part),
      channelIds: () => servedChannels(this.#settings()).map(({ id }) => id),
      isReady: () => viewer.isReady(systemClock.now()),
    }
  }

  async #startLedger(): Promise<void> {
    await this.ledgerThread.start()
    this.system.spawn(this.ledger.supervisor, 'ledger-supervisor', {
      dsn: this.#settings().global.dsn,
    })
  }
}

type PoolParts = Pick<ConstructorParameters<typeof NodePool>[0], 'size' | 'onChange'>

const newSecret = (): string => crypto.getRandomValues(new Uint8Array(32)).toHex()

/** Sessions that are not to stay bound are not bound at the start. */
const restorable = (state: KeptState, { proxy }: Settings): KeptState =>
  proxy.persist_session_bindings ? state : { ...state, bindings: [] }

/** A thread costs some milliseconds and megabytes: beyond this many, accounts share them. */
const MAX_OWN_THREADS = 256

const threadCount = (settings: Settings): number => {
  const { runtime } = settings
  const accounts = servedAccounts(settings).length
  if (runtime.isolation === 'thread') return Math.min(MAX_OWN_THREADS, Math.max(1, accounts))
  return runtime.threads > 0 ? runtime.threads : Math.max(1, navigator.hardwareConcurrency - 1)
}
