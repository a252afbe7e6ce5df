import type { PoolConfig, PooledAccount, PoolProxy } from '../../src/proxy-pool/messages.ts'

export const poolProxy = (id: string, over: Partial<PoolProxy> = {}): PoolProxy => ({
  id,
  name: '',
  url: `http://${id}.test:3128`,
  username: '',
  password: '',
  isEnabled: true,
  maxAccounts: 0,
  priority: 0,
  tags: [],
  checkUrl: '',
  ...over,
})

export const pooledAccount = (id: string, bound = ''): PooledAccount => ({
  id,
  bound,
  upstream: 'https://upstream.test/v1',
})

export const direct = { proxyUrl: '', proxyUsername: '', proxyPassword: '' }

/** A pool of two proxies, `one` and `two`, with everything as it is by default. */
export const poolConfig = (over: Partial<PoolConfig> = {}): PoolConfig => ({
  isEnabled: true,
  requiresProxy: false,
  allowsShared: true,
  failsOver: true,
  strategy: 'priority',
  checkEveryMs: 300_000,
  proxies: [poolProxy('one'), poolProxy('two')],
  common: direct,
  accounts: [],
  ...over,
})
