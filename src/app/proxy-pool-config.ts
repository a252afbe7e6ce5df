import { openChannel } from '../channel/index.ts'
import type { PoolConfig, PooledAccount, PoolProxy } from '../proxy-pool/messages.ts'
import {
  boundProxy,
  servedAccounts,
  usesProxies,
  type DeclaredAccount,
  type ProxyEntry,
  type Settings,
} from '../settings/index.ts'
import { channelSettings } from './scheduler-arguments.ts'

const LEAST_CHECK_MS = 30_000

/** What the proxy pool goes by under these settings. While nothing is said of proxies it has no account. */
export const proxyPoolConfig = (settings: Settings): PoolConfig => {
  const { proxy_pool: pool, upstream_proxy: common } = settings.proxy
  return {
    isEnabled: pool.enabled,
    requiresProxy: pool.require_proxy_for_account_requests,
    allowsShared: pool.allow_shared_proxy_fallback,
    failsOver: pool.auto_failover,
    strategy: pool.strategy,
    checkEveryMs: Math.max(LEAST_CHECK_MS, pool.health_check_interval * 1000),
    proxies: pool.proxies.map(poolProxy),
    common: { proxyUrl: common.enabled ? common.url : '', proxyUsername: '', proxyPassword: '' },
    accounts: usesProxies(settings)
      ? servedAccounts(settings).map((account) => pooledAccount(settings, account))
      : [],
  }
}

export const poolProxy = (entry: ProxyEntry): PoolProxy => ({
  id: entry.id,
  name: entry.name,
  url: entry.url,
  username: entry.auth?.username ?? '',
  password: entry.auth?.password.reveal() ?? '',
  isEnabled: entry.enabled,
  maxAccounts: entry.max_accounts,
  priority: entry.priority,
  tags: entry.tags,
  checkUrl: entry.health_check_url,
})

const pooledAccount = (settings: Settings, account: DeclaredAccount): PooledAccount => ({
  id: account.id,
  bound: settings.proxy.proxy_pool.enabled ? (boundProxy(settings, account) ?? '') : '',
  upstream: openChannel(channelSettings(account.channel)).baseUrl,
})
