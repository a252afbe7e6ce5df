import type { Front } from '../front.ts'
import { shownBy } from './describe.ts'
import { told, type AdminRoute } from './route.ts'

export const healthRoutes = ({ version }: Front): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/health',
    id: 'getAdminHealth',
    summary: 'Alive, asked by an administrator',
    description: 'As `/health`, behind the key of `/api`.',
    shown: shownBy({ status: 'ok', version: '0.1.0' }),
    answer: () => told({ status: 'ok', version }),
  },
]

/** `routes`: asked when somebody asks, since this one is among them. */
export const versionRoutes = (
  { version }: Front,
  routes: () => readonly Pick<AdminRoute, 'method' | 'path'>[],
): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/version/routes',
    id: 'listAdminRoutes',
    summary: 'What there is below /api',
    description:
      'Each route as `METHOD path`, so that a program can tell what this version offers.',
    shown: shownBy({ version: '0.1.0', routes: { 'GET /api/config': true } }),
    answer: () =>
      told({
        version,
        routes: Object.fromEntries(routes().map(({ method, path }) => [`${method} ${path}`, true])),
      }),
  },
]
