import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { CheckResult, PoolMessage } from './messages.ts'
import type { Bridge } from './socks-bridge.ts'

/** Requests in flight, by account. */
export type Loads = Readonly<Record<string, number>>

/** What only the pool itself sends, to itself. */
export type Event =
  | { readonly type: 'checks-due' }
  | {
      readonly type: 'checked'
      readonly id: string
      readonly signal: AbortSignal
      readonly result: CheckResult
    }
  /** Whoever asked for checks has waited for long enough. */
  | { readonly type: 'answer-checked'; readonly end: () => void }
  | {
      readonly type: 'tested'
      readonly result: CheckResult
      readonly replyTo: Extract<PoolMessage, { type: 'test' }>['replyTo']
    }
  | {
      readonly type: 'bridge-opened'
      readonly id: string
      readonly proxy: EgressSettings
      readonly bridge: Bridge
    }
  | {
      readonly type: 'bridge-failed'
      readonly id: string
      readonly proxy: EgressSettings
      readonly reason: string
    }
  | { readonly type: 'open-bridges-again' }
  | { readonly type: 'loads-known'; readonly loads: Loads; readonly next: () => void }
