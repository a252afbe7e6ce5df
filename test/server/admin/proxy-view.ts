import type { ProxyView } from '../../../src/proxy-pool/messages.ts'

/** A proxy that was checked and found dead. */
export const proxyView = (over: Partial<ProxyView> = {}): ProxyView => ({
  id: 'p',
  name: '',
  url: 'http://192.0.2.1:1',
  isEnabled: true,
  priority: 0,
  tags: [],
  maxAccounts: 0,
  isHealthy: false,
  latencyMs: null,
  checkedAt: 0,
  error: '',
  checks: null,
  accounts: [],
  openConnections: 0,
  ...over,
})
