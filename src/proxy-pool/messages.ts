import { actorKind, type ActorRef } from '../actor/index.ts'
import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { SchedulerMessage } from '../scheduler/messages.ts'
import type { Appointment } from '../timetable/timetable.ts'

export const strategies = [
  'round_robin',
  'random',
  'priority',
  'least_connections',
  'weighted_round_robin',
] as const

export type Strategy = (typeof strategies)[number]

export type PoolProxy = {
  readonly id: string
  readonly name: string
  /** `http://`, `https://`, `socks5://` or `socks5h://`. */
  readonly url: string
  /** Both empty: it asks for none. */
  readonly username: string
  readonly password: string
  readonly isEnabled: boolean
  /** Accounts that may use it at once; 0: no limit. */
  readonly maxAccounts: number
  /** Lower is used first. */
  readonly priority: number
  readonly tags: readonly string[]
  /** Asked through the proxy; empty: a connection to an upstream is opened through it and closed again. */
  readonly checkUrl: string
}

/** An account whose way out the pool says. */
export type PooledAccount = {
  /** `channel/credential`. */
  readonly id: string
  /** The proxy that the operator bound it to; empty: none. */
  readonly bound: string
  /** Base URL of its channel. */
  readonly upstream: string
}

export type PoolConfig = {
  readonly isEnabled: boolean
  /** An account without a proxy of the pool is not served. */
  readonly requiresProxy: boolean
  /** An unbound account may use a proxy that others are bound to. */
  readonly allowsShared: boolean
  /** A proxy that fails its check is passed over. */
  readonly failsOver: boolean
  readonly strategy: Strategy
  readonly checkEveryMs: number
  readonly proxies: readonly PoolProxy[]
  /** Where unbound accounts go that get no proxy of the pool; an empty `proxyUrl`: directly. */
  readonly common: EgressSettings
  readonly accounts: readonly PooledAccount[]
}

export type PoolMessage =
  /** The settings have changed. What has begun goes on as it began. */
  | { readonly type: 'reconfigure'; readonly config: PoolConfig }
  /** Checks every proxy that is switched on; answered when all of them are, or after 25 s. */
  | { readonly type: 'check-now'; readonly replyTo: ActorRef<ProxiesChecked> }
  /** Checks one proxy, of the pool or not: nothing is remembered of it. */
  | {
      readonly type: 'test'
      readonly proxy: PoolProxy
      readonly replyTo: ActorRef<ProxyTested>
    }
  /** What went out by this account's way has met nobody: its proxy is to be checked. */
  | { readonly type: 'doubt'; readonly account: string }
  | { readonly type: 'tell-view'; readonly replyTo: ActorRef<PoolView> }

export type PoolArguments = {
  readonly config: PoolConfig
  readonly scheduler: ActorRef<SchedulerMessage>
}

/** How the pool is started: once, on the main thread. */
export const proxyPoolKind = actorKind<PoolMessage, PoolArguments>('proxy-pool')

/** What one check found. */
export type CheckResult = {
  readonly isHealthy: boolean
  /** Until it was answered; null when it was not. */
  readonly latencyMs: number | null
  /** Empty when it went well. */
  readonly error: string
}

export type ProxyTested = { readonly type: 'proxy-tested'; readonly result: CheckResult }

export type ProxiesChecked = {
  readonly type: 'proxies-checked'
  /** Those whose check is not over yet; it goes on. */
  readonly pending: number
  readonly proxies: readonly ProxyView[]
}

export type ProxyView = {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly isEnabled: boolean
  readonly priority: number
  readonly tags: readonly string[]
  readonly maxAccounts: number
  /** True until a check has failed. */
  readonly isHealthy: boolean
  readonly latencyMs: number | null
  /** Epoch ms; 0: not yet. */
  readonly checkedAt: number
  /** What the latest check met; empty when it went well. */
  readonly error: string
  /** When it is checked next, and how its checks went; null: it is not checked. */
  readonly checks: Appointment | null
  /** Accounts that use it now. */
  readonly accounts: readonly string[]
  /** Requests in flight of these. */
  readonly openConnections: number
}

export type PoolView = {
  readonly type: 'pool-view'
  readonly isEnabled: boolean
  readonly strategy: Strategy
  readonly proxies: readonly ProxyView[]
  /** Accounts that are not served for want of a proxy, and why. */
  readonly blocked: Readonly<Record<string, string>>
  /** How often an account was given a proxy that others are bound to. */
  readonly sharedFallbackSelections: number
  /** How often an account was left without a way out because a proxy is required and none was to be had. */
  readonly strictRejections: number
}
