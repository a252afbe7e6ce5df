import type { DeclaredAccount } from './accounts.ts'
import type { ProxyEntry, Settings } from './schema.ts'
import type { Secret } from './secret.ts'

/** How an account reaches the world. */
export type AccountEgress =
  | { readonly type: 'direct' }
  | {
      readonly type: 'proxy'
      /** Empty for `proxy.upstream_proxy`, which has no id. */
      readonly id: string
      readonly url: string
      readonly login?: { readonly username: string; readonly password: Secret }
    }
  /** The account must not be served: it would reach the world another way than the operator said. */
  | { readonly type: 'blocked'; readonly reason: string }

/** The proxy id an account is bound to, by `proxy` of its credential or by `account_bindings`. */
export const boundProxy = (settings: Settings, account: DeclaredAccount): string | undefined => {
  if (account.credential.proxy !== '') return account.credential.proxy
  const bindings = settings.proxy.proxy_pool.account_bindings
  return Object.hasOwn(bindings, account.id) ? bindings[account.id] : undefined
}

/** A bound account uses its proxy or nothing; an unbound one the common proxy, if there is one. */
export const egressOf = (settings: Settings, account: DeclaredAccount): AccountEgress => {
  const pool = settings.proxy.proxy_pool
  const bound = pool.enabled ? boundProxy(settings, account) : undefined
  if (bound !== undefined) {
    return throughEntry(
      pool.proxies.find(({ id }) => id === bound),
      bound,
    )
  }
  if (pool.require_proxy_for_account_requests) {
    return { type: 'blocked', reason: 'a proxy is required and the account has none' }
  }
  const common = settings.proxy.upstream_proxy
  return common.enabled && common.url !== ''
    ? { type: 'proxy', id: '', url: common.url }
    : { type: 'direct' }
}

const throughEntry = (entry: ProxyEntry | undefined, id: string): AccountEgress => {
  if (entry === undefined) return { type: 'blocked', reason: `the proxy ${id} does not exist` }
  if (!entry.enabled) return { type: 'blocked', reason: `the proxy ${id} is switched off` }
  const login = entry.auth === undefined ? {} : { login: entry.auth }
  return { type: 'proxy', id: entry.id, url: entry.url, ...login }
}
