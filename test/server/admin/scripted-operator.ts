import type { Operator } from '../../../src/server/admin/index.ts'
import { hashKey, type Client } from '../../../src/server/auth.ts'
import { describe, type SettingsChange } from '../../../src/settings/index.ts'
import { silentLog } from '../../../src/telemetry/log.ts'
import type { LogFields } from '../../../src/telemetry/fields.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { startFront, type FrontOptions } from '../harness.ts'

export const adminKey = 'sk-administrator'
export const userKey = 'sk-user'

const clients = new Map<string, Client>([
  [hashKey(adminKey), { user: 'root', role: 'administrator', key: 'admin_key' }],
  [hashKey(userKey), { user: 'alice', role: 'user', key: 'laptop' }],
])

/** A change that holds, and of which nothing is to be told. */
export const changed: SettingsChange = {
  type: 'changed',
  saved: true,
  changed: [],
  requiresRestart: [],
  overruled: [],
}

/** The rules that guard accounts where a test says nothing of them. */
export const compliance = {
  isEnabled: false,
  maxGlobalRequestsPerMinute: 1,
  maxAccountRequestsPerMinute: 1,
  maxAccountConcurrency: 1,
  maxAttempts: 1,
  riskRestMs: 1,
  riskStatuses: [],
  restsAfter429: false,
}

/** A program that does what a test says, behind the front's admin routes. */
export const startAdmin = (
  over: Partial<Operator> = {},
  change: Partial<SettingsChange> = {},
  options: Pick<FrontOptions, 'adminAddress' | 'isReady'> = {},
) => {
  const settings = settingsOf({ channels: [openai] })
  const patches: unknown[] = []
  const audits: LogFields[] = []
  const operator: Operator = {
    log: { ...silentLog, info: (_, fields = {}) => audits.push(fields) },
    settings: () => settings,
    describeSettings: () => describe(settings, () => ({ type: 'environment', name: 'A_NAME' })),
    changeSettings: async (patch) => {
      patches.push(patch)
      return { ...changed, ...change } as SettingsChange
    },
    receipt: async () => ({ type: 'receipt-found', receipt: null }),
    accounts: async () => ({
      type: 'accounts-viewed',
      accounts: [],
      channels: [],
      queue: { waiting: 0, oldestWaitMs: 0, byUrgency: {} },
      recurringWork: { runs: 1, accounts: 3, failures: 2 },
    }),
    sessions: async () => ({ type: 'sessions-viewed', bindings: [], count: 0, events: [] }),
    clearBindings: async () => ({ type: 'bindings-cleared', count: 0 }),
    clearRests: async () => ({ type: 'rests-cleared', isKnown: true, accounts: [] }),
    caches: async () => ({
      type: 'caches-viewed',
      since: 0,
      beginnings: 0,
      channels: [],
      rows: [],
    }),
    guardrails: async () => ({
      type: 'guardrails-viewed',
      snapshot: {
        rules: compliance,
        globalRequestsInLastMinute: 0,
        accountRequestsInLastMinute: {},
        accountInFlight: {},
        accountCooldownSecondsRemaining: {},
        riskSignalsLastMinute: 0,
        account403InLastMinute: {},
        account429InLastMinute: {},
        accountSwitchesLastMinute: 0,
      },
    }),
    proxyPool: async () => ({
      type: 'pool-view',
      isEnabled: false,
      strategy: 'priority',
      proxies: [],
      blocked: {},
      sharedFallbackSelections: 0,
      strictRejections: 0,
    }),
    checkProxies: async () => undefined,
    testProxy: async () => undefined,
    nodes: async () => [],
    eventsOf: () => [],
    ...over,
  }
  const front = startFront({ ...options, operator, policy: { auth: { mode: 'strict', clients } } })
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${adminKey}`, ...init.headers }
    const response = await fetch(`${front.adminUrl}${path}`, { ...init, headers })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  return {
    front,
    patches,
    audits,
    ask,
    post: (path: string, body: unknown, headers = {}) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers }),
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  }
}
