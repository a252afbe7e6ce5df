import type { ProxyView } from '../../proxy-pool/messages.ts'
import { safeText } from '../../telemetry/fields.ts'
import type { Front } from '../front.ts'
import { writeAppointment } from './appointment.ts'
import { answered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { unknownProxy } from './bindable.ts'
import { refused, type AdminAnswer, type AdminRoute } from './route.ts'
import { inSnakeCase } from './snake-case.ts'

const proxy: ProxyView = {
  id: 'frankfurt',
  name: 'Frankfurt',
  url: 'http://192.0.2.1:8080',
  isEnabled: true,
  priority: 0,
  tags: ['eu'],
  maxAccounts: 10,
  isHealthy: true,
  latencyMs: 31,
  checkedAt: 1_790_000_000_000,
  error: '',
  checks: {
    job: 'check',
    account: 'frankfurt',
    nextAt: 1_790_000_120_000,
    runningSince: 0,
    lastResult: 'ok',
    runs: 40,
    failures: 1,
  },
  accounts: ['team/one'],
  openConnections: 2,
}

/** As the settings call it; a proxy may say anything in its error. */
const writeProxy = ({ isEnabled, error, checks, ...view }: ProxyView, now: number) => ({
  ...inSnakeCase(view),
  enabled: isEnabled,
  error: safeText(error),
  checks: checks === null ? null : writeAppointment(checks, now),
})

const example = [writeProxy(proxy, proxy.checkedAt)]

export const proxyHealthRoutes = (
  { clock }: Pick<Front, 'clock'>,
  operator: Operator,
): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/pool/health',
    id: 'getProxyHealth',
    summary: 'The proxies as they are now',
    description:
      'Of each what its latest check found, when the next is (`checks`; null: it is not checked), which accounts use it and with how many requests; and which accounts are not served for want of a proxy. `checked_at` 0: not yet.',
    shown: shownBy({
      proxies: example,
      blocked: { 'team/two': 'a proxy is required and none is to be had' },
      shared_fallback_selections_total: 1,
      strict_rejections_total: 1,
    }),
    answer: async () =>
      answered(await operator.proxyPool(), (view) => ({
        proxies: view.proxies.map((one) => writeProxy(one, clock.now())),
        blocked: view.blocked,
        shared_fallback_selections_total: view.sharedFallbackSelections,
        strict_rejections_total: view.strictRejections,
      })),
  },
  {
    method: 'POST',
    path: '/api/proxy/health-check/trigger',
    id: 'checkProxies',
    summary: 'Check every proxy now',
    description:
      'Answers when all are checked (10 s at most for every 20 of them), and after 25 s at the latest: `pending` is then how many are still being checked, which `GET /api/proxy/pool/health` shows as it goes on.',
    shown: shownBy({
      success: true,
      message: 'Proxies that were checked: 1.',
      pending: 0,
      proxies: example,
    }),
    answer: () => checkProxies(operator, clock),
  },
  {
    method: 'POST',
    path: '/api/proxy/pool/proxies/:proxyId/test',
    id: 'testProxy',
    summary: 'Test one proxy now',
    description: 'Also one that is switched off. Answers within 10 s; it changes nothing.',
    shown: shownBy({ ok: true, is_healthy: true, latency_ms: 31, error: '' }),
    answer: ({ params }) => testProxy(operator, params['proxyId'] ?? ''),
  },
]

const checkProxies = async (operator: Operator, clock: Front['clock']): Promise<AdminAnswer> =>
  answered(await operator.checkProxies(), ({ proxies, pending }) => {
    const count = proxies.filter(({ isEnabled }) => isEnabled).length
    const { enabled } = operator.settings().proxy.proxy_pool
    return {
      success: enabled,
      message: enabled ? checkedText(count - pending, pending) : poolIsOff,
      pending,
      proxies: proxies.map((one) => writeProxy(one, clock.now())),
    }
  })

const checkedText = (done: number, pending: number): string =>
  pending === 0
    ? `Proxies that were checked: ${done}.`
    : `Proxies that were checked: ${done}. Still being checked: ${pending}; ask \`GET /api/proxy/pool/health\` later.`

const poolIsOff = 'The proxy pool is off: no proxy was checked.'

const testProxy = async (operator: Operator, id: string): Promise<AdminAnswer> => {
  const settings = operator.settings()
  const entry = settings.proxy.proxy_pool.proxies.find((one) => one.id === id)
  if (entry === undefined) return refused(unknownProxy(settings, id))
  return answered(await operator.testProxy(entry), ({ result }) => ({
    ok: result.isHealthy,
    is_healthy: result.isHealthy,
    latency_ms: result.latencyMs,
    error: safeText(result.error),
  }))
}
