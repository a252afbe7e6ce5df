import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { told, type AdminRoute } from './route.ts'

export const configRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/config',
    id: 'getConfig',
    summary: 'Every setting in effect',
    description:
      'By its path, with where it comes from (`default`, `file …`, `runtime`, `environment …`, `flag …`) and whether this version uses it. Secrets are masked.',
    shown: shownBy({
      settings: {
        'proxy.scheduling.mode': { value: 'balance', source: 'default', is_used: true },
      },
    }),
    answer: () =>
      told({
        settings: Object.fromEntries(
          Array.from(operator.describeSettings(), ([path, { value, source, isUsed }]) => [
            path,
            { value, source, is_used: isUsed },
          ]),
        ),
      }),
  },
]
