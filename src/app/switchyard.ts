import { systemClock, systemRandom, type ActorRef } from '../actor/index.ts'
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
import type { KeptState } from '../scheduler/keeping/kept-state.ts'
import type {
  Notice,
  SchedulerArguments,
  SchedulerMessage,
  SchedulerNews,
} from '../scheduler/messages.ts'
import { openViewer } from '../scheduler/view.ts'
import { AccountEvents } from './account-events.ts'
import { askOf } from './ask.ts'
import { Configuration, type Reloaded, type SettingsSource } from './configuration.ts'
import { Keeper } from './keeper.ts'
import { logNotice, logProxyNews } from './log-events.ts'
import { openOperator } from './operator.ts'
import { proxyPoolConfig } from './proxy-pool-config.ts'
import { openRelay } from './relay.ts'
import { schedulerArguments } from './scheduler-arguments.ts'
import { settingKind } from './stored-settings.ts'
import type { Stored } from './stored.ts'
import { accountThreads, Threads } from './threads.ts'
import type { Operator } from '../server/admin/index.ts'
import type { Client } from '../server/auth.ts'
import { ExchangeTable } from '../server/dispatch/exchange-table.ts'
import { frontActor } from '../server/front-actor.ts'
import type { FrontPolicy } from '../server/front.ts'
import { frontPolicy } from '../server/policy.ts'
import { createServer, type FrontServer, type ServerListening } from '../server/server.ts'
import {
  createGenerations,
  readListenAddress,
  servedChannels,
  type AppliedGeneration,
  type ChangeSettings,
  type ConfigFile,
  type Generations,
  type Settings,
} from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'

export type SwitchyardOptions = {
  readonly settings: Settings
  readonly source: SettingsSource
  readonly stored: Stored
  readonly version: string
  /** By the SHA-256 of their keys, in hexadecimal. */
  readonly clients: ReadonlyMap<string, Client>
  readonly log: Log
}

/** Time for the last records to be written. */
const FLUSH_MS = 5_000
/** As many as the scheduler remembers: while the database is away, all of it may change. */
const MAX_UNWRITTEN_STATE = 300_000

/** The whole program, built once; it owns the order in which its parts start and stop. */
export class Switchyard {
  readonly threads: Threads
  readonly ledger: Ledger
  readonly #generations: Generations
  readonly #configuration: Configuration
  readonly #keeper: Keeper
  readonly #accountEvents = new AccountEvents()
  readonly #log: Log
  readonly #server: FrontServer
  readonly #userAgent: string
  /** What the listener and the threads go by. */
  readonly #atStart: Settings
  readonly #schedulerRef: ActorRef<SchedulerMessage>
  readonly #scheduler: Scheduler
  readonly proxyPool: { readonly ref: ActorRef<PoolMessage>; readonly client: ProxyPool }
  readonly #view: ActorRef<SchedulerNews>
  readonly #counter: ActorRef<CountRequest>
  #policy: FrontPolicy

  constructor({ settings, source, stored, version, clients, log }: SwitchyardOptions) {
    this.#log = log
    this.#generations = createGenerations(settings)
    this.#userAgent = `switchyard/${version}`
    this.#atStart = settings
    this.#policy = frontPolicy(settings, clients, this.#atStart.global.host)
    this.threads = new Threads({
      log,
      size: accountThreads(settings),
      onChange: (nodes) => this.#scheduler.nodesChanged(nodes),
    })
    const { system } = this.threads
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
    this.#view = system.spawn(viewer.actor, 'viewer', null)
    this.#counter = this.#startCounter()
    this.#schedulerRef = this.#startScheduler()
    this.#scheduler = schedulerClient((to, message) => system.tell(to, message), this.#schedulerRef)
    this.proxyPool = this.#startProxyPool()
    this.#scheduler.restoreState(restorable(stored.state, settings))
    const exchanges = new ExchangeTable(systemClock)
    this.#server = createServer({
      version,
      policy: () => this.#policy,
      exchanges,
      replyTo: system.spawn(frontActor(exchanges), 'front', null),
      clock: systemClock,
      random: systemRandom,
      seal: source.seal,
      record: this.ledger.record,
      log,
      relay: openRelay({
        system,
        scheduler: this.#scheduler,
        schedulerRef: this.#schedulerRef,
        viewer,
        channelIds: () => servedChannels(this.#settings()).map(({ id }) => id),
      }),
      ...this.#administration(settings),
    })
  }

  /** Listens; accounts and records begin in the background, so requests are taken at once. */
  start(): ServerListening {
    const listening = this.#server.listen(this.#settings().global)
    if (listening.type === 'refused') return listening
    void this.threads.accounts.start()
    void this.#startLedger()
    return listening
  }

  /**
   * Goes by new settings from the next request on; what has begun goes on as it began. Answers what changed, and
   * what of it needs a restart to hold.
   */
  apply(settings: Settings, clients: ReadonlyMap<string, Client>): AppliedGeneration {
    const applied = this.#generations.apply(settings)
    this.#policy = frontPolicy(settings, clients, this.#atStart.global.host)
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
  reload(file: ConfigFile): Promise<Reloaded> {
    return this.#configuration.reload(file)
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
    await this.threads.stop()
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
      place: () => this.threads.ledger.nodes()[0],
    })
  }

  /** What the scheduler has not told to be kept yet. */
  async #keepState(isAll: boolean): Promise<void> {
    const ask = askOf(this.threads.system, this.#schedulerRef)
    const untold = await ask(this.#scheduler.handOverQuestion(isAll))
    if (untold !== undefined) this.#keeper.keep(untold)
  }

  #settings(): Settings {
    return this.#generations.current().settings
  }

  #schedulerArguments(): SchedulerArguments {
    return schedulerArguments(this.#settings(), {
      userAgent: this.#userAgent,
      viewer: this.#view,
      counter: this.#counter,
      threads: this.threads.size,
      isolation: this.#atStart.runtime.isolation,
    })
  }

  #startCounter(): ActorRef<CountRequest> {
    const definition = counterSupervisor({
      open: () => this.threads.counter.dedicated(),
      close: (node) => this.threads.letGo(node),
    })
    return this.threads.system.spawn(definition, 'counter-supervisor', null)
  }

  #startScheduler(): ActorRef<SchedulerMessage> {
    return this.threads.system.spawn(schedulerActor, 'scheduler', this.#schedulerArguments())
  }

  #startProxyPool() {
    const definition = proxyPoolActor({
      check: proxyCheck(systemClock, this.#userAgent),
      openBridge: openSocksBridge(newSecret),
      observe: (news) => logProxyNews(this.#log, news),
    })
    const config = proxyPoolConfig(this.#settings())
    const args = { config, scheduler: this.#schedulerRef }
    const ref = this.threads.system.spawn(definition, 'proxy-pool', args)
    return {
      ref,
      client: proxyPoolClient((to, message) => this.threads.system.tell(to, message), ref),
    }
  }

  #notice(notice: Notice): void {
    logNotice(this.#log, notice)
    this.#accountEvents.add(notice, systemClock.now())
    if (notice.event === 'upstream-unreached') this.proxyPool.client.doubt(notice.account)
  }

  #administration({ global }: Settings) {
    if (!global.enable_admin_api) return {}
    return { operator: this.#operator(), adminAddress: readListenAddress(global.admin_address) }
  }

  #operator(): Operator {
    return openOperator({
      system: this.threads.system,
      scheduler: this.#scheduler,
      schedulerRef: this.#schedulerRef,
      proxyPool: this.proxyPool.client,
      proxyPoolRef: this.proxyPool.ref,
      log: this.#log,
      settings: () => this.#settings(),
      describeSettings: () => this.#configuration.describe(this.#settings()),
      changeSettings: this.changeSettings,
      eventsOf: (account) => this.#accountEvents.of(account),
      threads: () => this.threads.nodes(),
    })
  }

  async #startLedger(): Promise<void> {
    await this.threads.ledger.start()
    this.threads.system.spawn(this.ledger.supervisor, 'ledger-supervisor', {
      dsn: this.#settings().global.dsn,
    })
  }
}

const newSecret = (): string => crypto.getRandomValues(new Uint8Array(32)).toHex()

/** Sessions that are not to stay bound are not bound at the start. */
const restorable = (state: KeptState, { proxy }: Settings): KeptState =>
  proxy.persist_session_bindings ? state : { ...state, bindings: [] }
