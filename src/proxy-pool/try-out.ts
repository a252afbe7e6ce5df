import type { EgressSettings } from '../exchange/egress/egress.ts'
import { egressOf } from './bridges.ts'
import type { CheckProxy, CheckTarget } from './check.ts'
import type { CheckResult, PoolProxy } from './messages.ts'
import { isSocks, type OpenBridge } from './socks-bridge.ts'

type Means = {
  readonly check: CheckProxy
  readonly openBridge: OpenBridge
  /** What it is to be checked by, where it is reached like this. */
  readonly targetOf: (egress: EgressSettings) => CheckTarget
}

/** Checks a proxy once. By a bridge of its own: it may be none of the pool, or one with another password. */
export const tryOut = async (
  proxy: PoolProxy,
  { check, openBridge, targetOf }: Means,
): Promise<CheckResult> => {
  const { signal } = new AbortController()
  const egress = egressOf(proxy)
  if (!isSocks(proxy.url)) return check(targetOf(egress), signal)
  const bridge = await openBridge(egress)
  try {
    return await check(targetOf(bridge.egress), signal)
  } finally {
    bridge.close()
  }
}
