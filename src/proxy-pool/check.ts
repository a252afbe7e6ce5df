import type { Clock } from '../actor/index.ts'
import { openEgress, type EgressSettings } from '../exchange/egress/egress.ts'
import { connectThrough } from './connect.ts'
import type { CheckResult } from './messages.ts'

const LIMIT_MS = 10_000

export type CheckTarget = {
  readonly egress: EgressSettings
  /** Asked through the proxy; empty: a connection to `upstream` is opened. */
  readonly url: string
  /** Base URL of a channel; empty: a connection to the proxy is enough. */
  readonly upstream: string
}

/** Never rejects. */
export type CheckProxy = (target: CheckTarget, signal: AbortSignal) => Promise<CheckResult>

/** Finds out whether a proxy works, by using it. */
export const proxyCheck =
  (clock: Clock, userAgent: string): CheckProxy =>
  async (target, signal) => {
    const controller = new AbortController()
    const timer = clock.schedule(LIMIT_MS, () => controller.abort())
    const began = clock.monotonic()
    try {
      const either = AbortSignal.any([signal, controller.signal])
      const error =
        target.url === ''
          ? await connectThrough(target.egress, target.upstream, either)
          : await ask(target, userAgent, either)
      const latencyMs = error === '' ? Math.round(clock.monotonic() - began) : null
      return { isHealthy: error === '', latencyMs, error }
    } finally {
      timer.cancel()
    }
  }

const ask = async (
  { egress, url }: CheckTarget,
  userAgent: string,
  signal: AbortSignal,
): Promise<string> => {
  const way = openEgress(egress)
  try {
    const headers = { 'user-agent': userAgent }
    const response = await way.call(url, { method: 'GET', headers, body: null, signal })
    await response.body?.cancel()
    return response.ok ? '' : `its check was answered with status ${response.status}`
  } catch {
    return signal.aborted ? 'it did not answer in time' : 'its check got no answer'
  } finally {
    way.close()
  }
}
