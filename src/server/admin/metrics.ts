import type { ComplianceSnapshot, RecurringWork } from '../../scheduler/messages.ts'
import type { Settings } from '../../settings/index.ts'
import type { ExchangeCounts } from '../dispatch/exchange-counter.ts'
import type { Front } from '../front.ts'
import { nobodyAnswered } from './busy.ts'
import { policies } from './change.ts'
import { configExample } from './compliance.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { bindingsOf } from './bindable.ts'
import { refused, told, type AdminAnswer, type AdminRoute } from './route.ts'
import { poolOf, stickyOf, timeoutOf } from './snapshots.ts'
import { runningOf } from './status.ts'

export const metricRoutes = (front: Front, operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/metrics',
    id: 'getProxyMetrics',
    summary: 'Numbers of the program at one glance',
    description:
      "What gephyr's route of this name tells, as far as this program has it. `monitor`: requests that were to be relayed, since the start; those whose client left are in `total_requests` alone. `scheduler_refresh_…`: the recurring work for accounts, which is asking for models.",
    shown: shownBy(example),
    answer: () => tellMetrics(front, operator),
  },
]

const tellMetrics = async (front: Front, operator: Operator): Promise<AdminAnswer> => {
  const asked = await Promise.all([
    operator.accounts(),
    operator.sessions(),
    operator.guardrails(),
    operator.proxyPool(),
  ])
  const [view, sessions, guarded, proxies] = asked
  if (view === undefined || sessions === undefined) return refused(nobodyAnswered)
  if (guarded === undefined || proxies === undefined) return refused(nobodyAnswered)
  const settings = operator.settings()
  const { scheduling, persist_session_bindings } = stickyOf(settings)
  const { proxies_total, proxies_enabled: _, ...pool } = poolOf(settings)
  return told({
    timestamp_unix: Math.floor(front.clock.now() / 1000),
    runtime: { ...runningOf(front, view), ...timeoutOf(settings) },
    monitor: monitorOf(settings, front.counts()),
    sticky: {
      persist_session_bindings,
      scheduling_mode: scheduling.mode,
      scheduling_max_wait_seconds: scheduling.max_wait_seconds,
      session_bindings_count: sessions.count,
      recent_events_count: sessions.events.length,
    },
    proxy_pool: {
      ...pool,
      configured_proxies: proxies_total,
      account_bindings_count: Object.keys(bindingsOf(settings)).length,
      shared_fallback_selections_total: proxies.sharedFallbackSelections,
      strict_rejections_total: proxies.strictRejections,
    },
    compliance: {
      ...settings.proxy.compliance,
      ...countsOf(guarded.snapshot),
      ...refreshOf(view.recurringWork),
    },
    runtime_apply_policies_supported: policies,
  })
}

const monitorOf = ({ proxy }: Settings, counts: ExchangeCounts) => ({
  enabled: proxy.enable_logging,
  total_requests: counts.total,
  success_count: counts.succeeded,
  error_count: counts.failed,
})

const refreshOf = ({ runs, accounts, failures }: RecurringWork) => ({
  scheduler_refresh_runs_last_minute: runs,
  scheduler_refresh_failures_last_minute: failures,
  scheduler_refresh_accounts_attempted_last_minute: accounts,
})

const countsOf = (seen: ComplianceSnapshot) => ({
  global_requests_in_last_minute: seen.globalRequestsInLastMinute,
  tracked_accounts_last_minute: Object.keys(seen.accountRequestsInLastMinute).length,
  total_account_requests_in_last_minute: total(seen.accountRequestsInLastMinute),
  tracked_accounts_in_flight: Object.keys(seen.accountInFlight).length,
  total_account_in_flight: total(seen.accountInFlight),
  accounts_in_cooldown: Object.keys(seen.accountCooldownSecondsRemaining).length,
  risk_signals_last_minute: seen.riskSignalsLastMinute,
  account_switches_last_minute: seen.accountSwitchesLastMinute,
  accounts_with_403_in_last_minute: Object.keys(seen.account403InLastMinute).length,
  accounts_with_429_in_last_minute: Object.keys(seen.account429InLastMinute).length,
  account_403_in_last_minute: seen.account403InLastMinute,
  account_429_in_last_minute: seen.account429InLastMinute,
})

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

const example = {
  timestamp_unix: 1_790_000_000,
  runtime: {
    running: true,
    port: 8045,
    active_accounts: 2,
    request_timeout: 120,
    effective_request_timeout: 120,
  },
  monitor: { enabled: true, total_requests: 12, success_count: 11, error_count: 1 },
  sticky: {
    persist_session_bindings: true,
    scheduling_mode: 'balance',
    scheduling_max_wait_seconds: 60,
    session_bindings_count: 1,
    recent_events_count: 1,
  },
  proxy_pool: {
    strategy: 'priority',
    enabled: false,
    auto_failover: true,
    allow_shared_proxy_fallback: true,
    require_proxy_for_account_requests: false,
    health_check_interval: 300,
    configured_proxies: 0,
    account_bindings_count: 0,
    shared_fallback_selections_total: 0,
    strict_rejections_total: 0,
  },
  compliance: {
    ...configExample,
    enabled: false,
    global_requests_in_last_minute: 0,
    tracked_accounts_last_minute: 0,
    total_account_requests_in_last_minute: 0,
    tracked_accounts_in_flight: 0,
    total_account_in_flight: 0,
    accounts_in_cooldown: 0,
    risk_signals_last_minute: 0,
    account_switches_last_minute: 0,
    accounts_with_403_in_last_minute: 0,
    accounts_with_429_in_last_minute: 0,
    account_403_in_last_minute: { 'team/two': 0 },
    account_429_in_last_minute: { 'team/two': 0 },
    scheduler_refresh_runs_last_minute: 0,
    scheduler_refresh_failures_last_minute: 0,
    scheduler_refresh_accounts_attempted_last_minute: 0,
  },
  runtime_apply_policies_supported: policies,
}
