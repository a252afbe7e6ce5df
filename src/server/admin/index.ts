import { Elysia } from 'elysia'
import type { Front } from '../front.ts'
import { preferredRoutes, rateLimitRoutes } from './accounts.ts'
import { actorRoutes } from './actors.ts'
import { cacheRoutes } from './caches.ts'
import { complianceRoutes } from './compliance.ts'
import { configRoutes } from './config.ts'
import { decisionRoutes } from './decisions.ts'
import { healthRoutes, versionRoutes } from './health.ts'
import { metricRoutes } from './metrics.ts'
import type { Operator } from './operator.ts'
import { bindingRoutes } from './pool.ts'
import { poolSettingRoutes } from './pool-settings.ts'
import { proxyRoutes } from './proxies.ts'
import { proxyHealthRoutes } from './proxy-health.ts'
import { adminGroup, type AdminRoute } from './route.ts'
import { schedulingRoutes } from './scheduling.ts'
import { sessionRoutes } from './sessions.ts'
import { statusRoutes } from './status.ts'

export type { Operator } from './operator.ts'

/** Everything below `/api`: one Elysia instance for each group. */
export const adminRoutes = (front: Front, operator: Operator): Elysia => {
  const all = (): readonly AdminRoute[] => groups.flatMap(([, routes]) => routes)
  const groups: readonly (readonly [string, readonly AdminRoute[]])[] = [
    ['admin-health', [...healthRoutes(front), ...versionRoutes(front, all)]],
    ['admin-config', configRoutes(operator)],
    ['admin-decisions', decisionRoutes(operator)],
    ['admin-actors', actorRoutes(front, operator)],
    ['admin-scheduling', schedulingRoutes(operator)],
    ['admin-sessions', [...sessionRoutes(operator), ...cacheRoutes(operator)]],
    ['admin-accounts', [...preferredRoutes(operator), ...rateLimitRoutes(operator)]],
    ['admin-compliance', complianceRoutes(operator)],
    [
      'admin-pool',
      [
        ...poolSettingRoutes(operator),
        ...bindingRoutes(operator),
        ...proxyRoutes(operator),
        ...proxyHealthRoutes(front, operator),
      ],
    ],
    ['admin-metrics', [...metricRoutes(front, operator), ...statusRoutes(front, operator)]],
  ]
  const app = new Elysia({ name: 'admin' })
  for (const [name, routes] of groups) app.use(adminGroup(front, name, routes))
  return app
}
