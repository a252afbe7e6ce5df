import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readSome, type Field } from './fields.ts'
import type { Operator } from './operator.ts'
import { told, type AdminRoute, type Question } from './route.ts'
import { changeExample, poolOf } from './snapshots.ts'

const strategyFields: readonly Field[] = [
  { name: 'strategy', aliases: ['proxySelectionStrategy', 'proxy_selection_strategy'] },
]

const runtimeFields: readonly Field[] = [
  { name: 'enabled', aliases: ['poolEnabled', 'pool_enabled'] },
  { name: 'auto_failover' },
  { name: 'allow_shared_proxy_fallback' },
  { name: 'require_proxy_for_account_requests' },
  {
    name: 'health_check_interval',
    aliases: ['healthCheckIntervalSeconds', 'health_check_interval_seconds'],
  },
]

const snapshotExample = {
  strategy: 'priority',
  enabled: true,
  auto_failover: true,
  allow_shared_proxy_fallback: true,
  require_proxy_for_account_requests: false,
  health_check_interval: 300,
  proxies_total: 2,
  proxies_enabled: 2,
}

const reading = {
  method: 'GET',
  description: 'The settings of the pool, and how many proxies it has.',
  shown: shownBy(snapshotExample),
} as const

const writing = {
  method: 'POST',
  shown: shownBy({ ...changeExample, proxy_pool: snapshotExample }),
} as const

export const poolSettingRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    ...reading,
    path: '/api/proxy/pool/strategy',
    id: 'getPoolStrategy',
    summary: 'How an unbound account gets a proxy',
    answer: () => told(poolOf(operator.settings())),
  },
  {
    ...writing,
    path: '/api/proxy/pool/strategy',
    id: 'setPoolStrategy',
    summary: 'Change how an unbound account gets a proxy',
    description: 'One of the words of `proxy.proxy_pool.strategy`.',
    request: takenBy({ strategy: 'round_robin' }),
    answer: (question) =>
      setPool(operator, question, {
        action: 'update_proxy_pool_strategy',
        fields: strategyFields,
      }),
  },
  {
    ...reading,
    path: '/api/proxy/pool/runtime',
    id: 'getPoolRuntime',
    summary: 'How the proxy pool is used',
    answer: () => told(poolOf(operator.settings())),
  },
  {
    ...writing,
    path: '/api/proxy/pool/runtime',
    id: 'setPoolRuntime',
    summary: 'Change how the proxy pool is used',
    description: 'At least one field. Null takes back what was changed here.',
    request: takenBy({ auto_failover: false, health_check_interval: 120 }),
    answer: (question) =>
      setPool(operator, question, { action: 'update_proxy_pool_runtime', fields: runtimeFields }),
  },
  {
    method: 'GET',
    path: '/api/proxy/pool/config',
    id: 'getPoolConfig',
    summary: 'The whole proxy pool',
    description: 'As `proxy.proxy_pool` has it; passwords are masked.',
    shown: shownBy({
      enabled: true,
      proxies: [{ id: 'frankfurt', name: '', url: 'http://192.0.2.1:8080', enabled: true }],
      account_bindings: { 'team/one': 'frankfurt' },
    }),
    // A secret writes itself as its mask.
    answer: () => told(operator.settings().proxy.proxy_pool),
  },
]

type PoolChange = { readonly action: string; readonly fields: readonly Field[] }

const setPool = (operator: Operator, { body, asker }: Question, { action, fields }: PoolChange) => {
  const read = readSome(body, fields)
  if (read.type === 'refused') return read
  return makeChange({
    operator,
    asker,
    action,
    policy: 'hot_applied_when_safe',
    patch: { proxy: { proxy_pool: read.table } },
    within: 'proxy.proxy_pool',
    snapshot: () => poolOf(operator.settings()),
    under: 'proxy_pool',
  })
}
