import type { Failure } from '../../ir/failure.ts'
import { nearNames } from '../../ir/near-names.ts'
import { boundProxy, declaredAccounts, type Settings } from '../../settings/index.ts'
import { inConflict, notThere, shortened } from '../refusal.ts'

/** Which account is bound to which proxy, and why one may not be. */

/** Also of accounts that are switched off: they keep their proxies for when they are on again. */
export const bindingsOf = (settings: Settings): Readonly<Record<string, string>> =>
  Object.fromEntries(
    declaredAccounts(settings).flatMap((account) => {
      const proxy = boundProxy(settings, account)
      return proxy === undefined ? [] : [[account.id, proxy]]
    }),
  )

export const objectionTo = (
  settings: Settings,
  account: string,
  id: string,
): Failure | undefined => {
  if (!isDeclared(settings, account))
    return { ...unknownAccount(settings, account), param: 'accountId' }
  const { proxies, enabled } = settings.proxy.proxy_pool
  const proxy = proxies.find((one) => one.id === id)
  if (proxy === undefined) return { ...unknownProxy(settings, id), param: 'proxyId' }
  if (!enabled) return poolIsOff
  const own = ownProxy(settings, account)
  if (own !== '' && own !== id) return stillBound(account, own)
  const bound = Object.entries(bindingsOf(settings))
  const others = bound.filter(([one, to]) => to === id && one !== account).length
  return proxy.max_accounts > 0 && others >= proxy.max_accounts
    ? inConflict(
        'proxy_is_full',
        `The proxy "${id}" takes ${proxy.max_accounts} accounts and has them. Bind another, or raise its max_accounts.`,
      )
    : undefined
}

/** A credential that names its proxy weighs more than all bindings. */
const ownProxy = (settings: Settings, account: string): string =>
  declaredAccounts(settings).find(({ id }) => id === account)?.credential.proxy ?? ''

export const isDeclared = (settings: Settings, account: string): boolean =>
  declaredAccounts(settings).some(({ id }) => id === account)

/** Bound once and gone from the file since: when it comes back it is bound again. */
export const isLeftOver = ({ proxy }: Settings, account: string): boolean =>
  Object.hasOwn(proxy.proxy_pool.account_bindings, account)

export const unknownAccount = (settings: Settings, account: string): Failure => {
  const known = declaredAccounts(settings).map(({ id }) => id)
  const near = nearNames(account, known)
  const hint = near.length === 0 ? 'Accounts are named "channel/credential".' : nearHint(near)
  return notThere('account_not_found', `There is no account "${shortened(account)}". ${hint}`)
}

const nearHint = (near: readonly string[]): string => `Near it: ${near.join(', ')}.`

const poolIsOff = inConflict(
  'proxy_pool_is_off',
  'The proxy pool is off, so an account that is bound would go out directly. Switch it on first: POST /api/proxy/pool/runtime {"enabled": true}.',
)

export const unknownProxy = ({ proxy }: Settings, id: string): Failure => {
  const known = proxy.proxy_pool.proxies.map((one) => one.id)
  const near = nearNames(id, known)
  const hint = near.length === 0 ? `Known: ${known.join(', ') || 'none'}.` : nearHint(near)
  return notThere('proxy_not_found', `There is no proxy "${shortened(id)}". ${hint}`)
}

export const stillBound = (account: string, proxy: string): Failure =>
  inConflict(
    'bound_elsewhere',
    `"${account}" stays bound to "${proxy}": the configuration file says so. Take it out of \`account_bindings\`, or out of the credential, there.`,
  )
