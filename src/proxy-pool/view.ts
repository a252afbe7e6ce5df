import type { Ways } from './assign.ts'
import type { Health } from './health.ts'
import type { PoolConfig, PoolView, ProxyView } from './messages.ts'

export type PoolState = {
  readonly config: PoolConfig
  readonly ways: Ways
  readonly loads: Readonly<Record<string, number>>
  readonly health: Pick<Health, 'of' | 'appointments'>
  readonly sharedFallbacks: number
  readonly strictRejections: number
}

/** Nothing secret is shown. */
export const proxyViews = ({ config, ways, loads, health }: PoolState): readonly ProxyView[] => {
  const appointments = new Map(health.appointments().map((one) => [one.account, one]))
  return config.proxies.map((proxy) => {
    const { id, name, url, isEnabled, priority, tags, maxAccounts } = proxy
    const { isHealthy, latencyMs, checkedAt, error } = health.of(id)
    const accounts = Array.from(ways).flatMap(([account, way]) =>
      way.type === 'proxy' && way.proxy === id ? [account] : [],
    )
    const openConnections = accounts.reduce((sum, account) => sum + (loads[account] ?? 0), 0)
    const settings = { id, name, url, isEnabled, priority, tags, maxAccounts }
    const checks = appointments.get(id) ?? null
    const found = { isHealthy, latencyMs, checkedAt, error, checks }
    return { ...settings, ...found, accounts, openConnections }
  })
}

export const viewOf = (state: PoolState): PoolView => ({
  type: 'pool-view',
  isEnabled: state.config.isEnabled,
  strategy: state.config.strategy,
  proxies: proxyViews(state),
  blocked: Object.fromEntries(
    Array.from(state.ways).flatMap(([id, way]) =>
      way.type === 'blocked' ? [[id, way.reason]] : [],
    ),
  ),
  sharedFallbackSelections: state.sharedFallbacks,
  strictRejections: state.strictRejections,
})
