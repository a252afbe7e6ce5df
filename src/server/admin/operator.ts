import type { NodeView } from '../../actor/inspection.ts'
import type {
  AccountsViewed,
  BindingsCleared,
  CachesViewed,
  GuardrailsViewed,
  Notice,
  ReceiptFound,
  RestsCleared,
  SessionsViewed,
} from '../../scheduler/messages.ts'
import type { PoolView, ProxiesChecked, ProxyTested } from '../../proxy-pool/messages.ts'
import type { ChangeSettings, Described, ProxyEntry, Settings } from '../../settings/index.ts'
import type { Log } from '../../telemetry/log.ts'

/**
 * All that the admin routes know of the program. What is asked of others answers undefined when nobody answers in
 * time; nothing here throws.
 */
export type Operator = {
  readonly log: Log
  /** Those in effect. */
  settings(): Settings
  /** Every effective value by its path, with its source, fit to be shown. */
  describeSettings(): ReadonlyMap<string, Described>
  readonly changeSettings: ChangeSettings
  /** What was decided for one request, as long as that is kept. */
  receipt(requestId: string): Promise<ReceiptFound | undefined>
  accounts(): Promise<AccountsViewed | undefined>
  sessions(): Promise<SessionsViewed | undefined>
  clearBindings(): Promise<BindingsCleared | undefined>
  /** Of one account, or of all when it is empty. */
  clearRests(account: string): Promise<RestsCleared | undefined>
  caches(): Promise<CachesViewed | undefined>
  guardrails(): Promise<GuardrailsViewed | undefined>
  proxyPool(): Promise<PoolView | undefined>
  /** Checks all of them first. */
  checkProxies(): Promise<ProxiesChecked | undefined>
  /** Checks one, whether or not it is used. */
  testProxy(entry: ProxyEntry): Promise<ProxyTested | undefined>
  /** The live actors of every thread that answers. */
  nodes(): Promise<readonly NodeView[]>
  /** What happened to an account lately, oldest first. */
  eventsOf(account: string): readonly AccountEvent[]
}

export type AccountEvent = Pick<Notice, 'event' | 'reason'> & {
  /** Epoch ms. */
  readonly at: number
}
