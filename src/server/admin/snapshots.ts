import type { ComplianceSnapshot } from '../../scheduler/messages.ts'
import type { Settings } from '../../settings/index.ts'

/** How things are, in the words that the admin routes share. */

export const stickyOf = ({ proxy }: Settings) => ({
  persist_session_bindings: proxy.persist_session_bindings,
  scheduling: {
    mode: proxy.scheduling.mode,
    max_wait_seconds: proxy.scheduling.max_wait_seconds,
    max_waiting: proxy.scheduling.max_waiting,
  },
  preferred_account_id: proxy.preferred_account_id || null,
})

/** The least that gephyr makes of it is not ours: what is set is what holds. */
export const timeoutOf = ({ proxy }: Settings) => ({
  request_timeout: proxy.request_timeout,
  effective_request_timeout: proxy.request_timeout,
})

export const poolOf = ({ proxy: { proxy_pool: pool } }: Settings) => ({
  strategy: pool.strategy,
  enabled: pool.enabled,
  auto_failover: pool.auto_failover,
  allow_shared_proxy_fallback: pool.allow_shared_proxy_fallback,
  require_proxy_for_account_requests: pool.require_proxy_for_account_requests,
  health_check_interval: pool.health_check_interval,
  proxies_total: pool.proxies.length,
  proxies_enabled: pool.proxies.filter(({ enabled }) => enabled).length,
})

export const complianceOf = ({ compliance }: Settings['proxy'], seen: ComplianceSnapshot) => ({
  config: compliance,
  global_requests_in_last_minute: seen.globalRequestsInLastMinute,
  account_requests_in_last_minute: seen.accountRequestsInLastMinute,
  account_in_flight: seen.accountInFlight,
  account_cooldown_seconds_remaining: seen.accountCooldownSecondsRemaining,
  risk_signals_last_minute: seen.riskSignalsLastMinute,
  account_403_in_last_minute: seen.account403InLastMinute,
  account_429_in_last_minute: seen.account429InLastMinute,
  account_switches_last_minute: seen.accountSwitchesLastMinute,
})

/** What every change answers, besides how things are then. */
export const changeExample = {
  ok: true,
  saved: true,
  message: 'It holds from now on.',
  runtime_apply: { policy: 'always_hot_applied', applied: true, requires_restart: false },
}
