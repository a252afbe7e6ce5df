import type { DeclaredAccount } from './accounts.ts'
import type { Settings } from './schema.ts'

/** The proxy id an account is bound to, by `proxy` of its credential or by `account_bindings`. */
export const boundProxy = (settings: Settings, account: DeclaredAccount): string | undefined => {
  if (account.credential.proxy !== '') return account.credential.proxy
  const bindings = settings.proxy.proxy_pool.account_bindings
  return Object.hasOwn(bindings, account.id) ? bindings[account.id] : undefined
}

/** Anything is said of proxies: the pool then has the say in how accounts reach the world. */
export const usesProxies = ({ proxy: { proxy_pool: pool, upstream_proxy: common } }: Settings) =>
  pool.enabled || pool.require_proxy_for_account_requests || common.enabled
