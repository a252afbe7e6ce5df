import { freshStatus } from '../../src/account/messages.ts'
import { seededRandom, VirtualClock } from '../../src/actor/index.ts'
import { Recency } from '../../src/actor/recency.ts'
import type { AccountEntry } from '../../src/scheduler/standing/account-pool.ts'
import { openCatalog } from '../../src/scheduler/routing/catalog.ts'
import { Guardrails } from '../../src/scheduler/standing/guardrails.ts'
import type { Sight } from '../../src/scheduler/standing/stand.ts'
import { noGuardrails, schedulable } from './scheduler-world.ts'

/** An account that is up and idle. */
export const entryOf = (
  id: string,
  over: Partial<AccountEntry> = {},
  settings: Partial<AccountEntry['settings']> = {},
): AccountEntry => ({
  settings: schedulable({ id: `openai/${id}`, ...settings }),
  egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
  blocked: '',
  isRetired: false,
  status: freshStatus,
  ref: undefined,
  isUp: true,
  life: 1,
  exchanges: new Map(),
  usedAt: -1,
  latencies: new Recency(),
  spent: 0,
  ...over,
})

export const openSight = (): Sight & { readonly clock: VirtualClock } => ({
  clock: new VirtualClock(1_790_000_000_000),
  random: seededRandom(7),
  catalog: openCatalog(),
  guardrails: new Guardrails(noGuardrails),
})
