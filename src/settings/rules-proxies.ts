import { type DeclaredAccount, declaredAccounts } from './accounts.ts'
import { duplicates } from './duplicates.ts'
import { boundProxy, usesProxies } from './bound-proxy.ts'
import { fault, type Fault, type Warning, warning } from './findings.ts'
import { nearestName } from '../ir/near-names.ts'
import type { Path } from './path.ts'
import type { ProxyEntry, Settings } from './schema.ts'
import { servedAccounts } from './served.ts'
import type { Source } from './source.ts'

type OriginOf = (path: Path) => Source

const poolPath = ['proxy', 'proxy_pool']
const bindingPath = (account: string): Path => [...poolPath, 'account_bindings', account]

export const proxyFaults = (settings: Settings, originOf: OriginOf): readonly Fault[] => [
  ...duplicates(settings.proxy.proxy_pool.proxies.map(({ id }) => id)).map(({ value, index }) =>
    fault([...poolPath, 'proxies', index, 'id'], 'names a proxy a second time', { got: value }),
  ),
  ...settings.proxy.proxy_pool.proxies.flatMap(({ id }, index) =>
    /^[^\p{Cc}]{1,128}$/u.test(id)
      ? []
      : [
          fault(
            [...poolPath, 'proxies', index, 'id'],
            'must be of 1 to 128 characters, no control characters',
          ),
        ],
  ),
  ...settings.proxy.proxy_pool.proxies.flatMap(loginFaults),
  ...bindingFaults(settings, originOf),
  ...declaredAccounts(settings).flatMap((account) => credentialProxyFaults(settings, account)),
  ...capacityFaults(settings),
  ...upstreamProxyFaults(settings),
]

/** What no proxy of the kind could be told, told before it is refused there in other words. */
const loginFaults = ({ url, auth }: ProxyEntry, index: number): readonly Fault[] => {
  if (auth === undefined) return []
  const path = [...poolPath, 'proxies', index, 'auth']
  if (!/^socks/i.test(url))
    return auth.username.includes(':')
      ? [
          fault(
            [...path, 'username'],
            'must not hold a `:`, which ends a user of Basic authentication',
          ),
        ]
      : []
  const parts = { username: auth.username, password: auth.password.reveal() }
  return Object.entries(parts).flatMap(([name, text]) =>
    Buffer.byteLength(text) > MAX_SOCKS_BYTES
      ? [fault([...path, name], `must be of at most ${MAX_SOCKS_BYTES} bytes for a SOCKS proxy`)]
      : [],
  )
}

/** RFC 1929. */
const MAX_SOCKS_BYTES = 255

const bindingFaults = (settings: Settings, originOf: OriginOf): readonly Fault[] => {
  const accounts = new Set(declaredAccounts(settings).map(({ id }) => id))
  const leftOver = leftOverBindings(settings, originOf)
  const bindings = Object.entries(settings.proxy.proxy_pool.account_bindings).filter(
    ([account]) => !leftOver.includes(account),
  )
  return bindings.flatMap(([account, proxy]) => [
    ...(isForeign(account) || accounts.has(account)
      ? []
      : [
          unknownName(bindingPath(account), {
            name: account,
            kind: 'account',
            known: [...accounts],
          }),
        ]),
    ...unknownProxy(settings, bindingPath(account), proxy),
    ...(isForeign(account) ? [] : switchedOff(settings, bindingPath(account), proxy)),
  ])
}

/**
 * Accounts that an administrator has bound and that have left the file since: to edit the file must stay possible, and
 * there is nobody who could go out another way. A name that was never one of an account is a slip in the file.
 */
const leftOverBindings = (settings: Settings, originOf: OriginOf): readonly string[] => {
  const accounts = new Set(declaredAccounts(settings).map(({ id }) => id))
  return Object.keys(settings.proxy.proxy_pool.account_bindings).filter(
    (account) =>
      !isForeign(account) &&
      !accounts.has(account) &&
      originOf(bindingPath(account)).type === 'runtime',
  )
}

/** Whoever binds an account means it to go no other way: with the pool off it would go out directly. */
const switchedOff = (settings: Settings, path: Path, proxy: string): readonly Fault[] =>
  settings.proxy.proxy_pool.enabled
    ? []
    : [fault(path, 'needs `proxy.proxy_pool.enabled = true`', { got: proxy })]

/** gephyr names accounts by a random id; ours always hold a slash. */
const isForeign = (account: string): boolean => !account.includes('/')

const credentialProxyFaults = (settings: Settings, account: DeclaredAccount): readonly Fault[] => {
  const { account_bindings: bindings } = settings.proxy.proxy_pool
  const { proxy } = account.credential
  const path = [...account.path, 'proxy']
  if (proxy === '') return []
  const other = Object.hasOwn(bindings, account.id) ? bindings[account.id] : undefined
  if (other !== undefined && other !== proxy) {
    return [fault(path, `says something else than \`account_bindings\`, which says \`${other}\``)]
  }
  return [...unknownProxy(settings, path, proxy), ...switchedOff(settings, path, proxy)]
}

const unknownProxy = (settings: Settings, path: Path, proxy: string): readonly Fault[] => {
  const known = settings.proxy.proxy_pool.proxies.map(({ id }) => id)
  return known.includes(proxy) ? [] : [unknownName(path, { name: proxy, kind: 'proxy', known })]
}

type UnknownName = {
  readonly name: string
  readonly kind: string
  readonly known: readonly string[]
}

const unknownName = (path: Path, { name, kind, known }: UnknownName): Fault => {
  const near = nearestName(name, known)
  return fault(path, `names no ${kind}`, { got: name, ...(near === undefined ? {} : { near }) })
}

const capacityFaults = (settings: Settings): readonly Fault[] => {
  const bound = declaredAccounts(settings).map((account) => boundProxy(settings, account))
  return settings.proxy.proxy_pool.proxies.flatMap((proxy, index) => {
    const count = bound.filter((id) => id === proxy.id).length
    if (proxy.max_accounts === 0 || count <= proxy.max_accounts) return []
    const message = `allows ${proxy.max_accounts}, but ${count} accounts are bound to \`${proxy.id}\``
    return [fault([...poolPath, 'proxies', index, 'max_accounts'], message)]
  })
}

const upstreamProxyFaults = ({ proxy }: Settings): readonly Fault[] =>
  proxy.upstream_proxy.enabled && proxy.upstream_proxy.url === ''
    ? [fault(['proxy', 'upstream_proxy', 'url'], 'is required while it is enabled')]
    : []

export const proxyWarnings = (settings: Settings, originOf: OriginOf): readonly Warning[] => {
  const pool = settings.proxy.proxy_pool
  const bindings = Object.keys(pool.account_bindings)
  const foreign = bindings
    .filter(isForeign)
    .map((id) => warning(bindingPath(id), 'binds nothing: accounts are named `channel/credential`'))
  const leftOver = leftOverBindings(settings, originOf).map((id) =>
    warning(bindingPath(id), `binds nothing: \`${id}\` is no account any more`),
  )
  return [...foreign, ...leftOver, ...accountWarnings(settings)]
}

/** An operator who set up proxies must hear of every account that cannot use one. */
const accountWarnings = (settings: Settings): readonly Warning[] =>
  usesProxies(settings)
    ? servedAccounts(settings).flatMap((account) => {
        const problem = problemOf(settings, account)
        return problem === undefined
          ? []
          : [warning(account.path, `the account \`${account.id}\` ${problem}`)]
      })
    : []

const problemOf = (settings: Settings, account: DeclaredAccount): string | undefined => {
  const { proxy_pool: pool, upstream_proxy: common } = settings.proxy
  const enabled = pool.enabled ? pool.proxies.filter((proxy) => proxy.enabled) : []
  const bound = boundProxy(settings, account)
  if (bound !== undefined) {
    if (enabled.some(({ id }) => id === bound)) return undefined
    return pool.auto_failover && isAnyFor(settings, enabled)
      ? `goes by another proxy: the proxy ${bound} is switched off`
      : `is not served: the proxy ${bound} is switched off`
  }
  if (isAnyFor(settings, enabled)) return undefined
  if (pool.require_proxy_for_account_requests)
    return 'is not served: a proxy is required and the pool has none for it'
  return pool.enabled && pool.proxies.length > 0 && !common.enabled
    ? 'goes out directly: the pool has no proxy for it'
    : undefined
}

/** Some proxy is there for an account that is bound to none. */
const isAnyFor = (settings: Settings, enabled: readonly ProxyEntry[]): boolean => {
  if (settings.proxy.proxy_pool.allow_shared_proxy_fallback) return enabled.length > 0
  const taken = new Set(declaredAccounts(settings).map((account) => boundProxy(settings, account)))
  return enabled.some(({ id }) => !taken.has(id))
}
