import { answered } from './busy.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, type Field, type Table } from './fields.ts'
import type { Operator } from './operator.ts'
import type { AdminAnswer, AdminRoute, Question } from './route.ts'
import { changeExample, complianceOf } from './snapshots.ts'

const fields: readonly Field[] = [
  { name: 'enabled' },
  { name: 'max_global_requests_per_minute' },
  { name: 'max_account_requests_per_minute' },
  { name: 'max_account_concurrency' },
  { name: 'risk_cooldown_seconds' },
  { name: 'risk_statuses' },
  { name: 'max_retry_attempts' },
  { name: 'cooldown_on_http_429' },
]

export const configExample = {
  enabled: true,
  max_global_requests_per_minute: 120,
  max_account_requests_per_minute: 10,
  max_account_concurrency: 1,
  risk_cooldown_seconds: 300,
  risk_statuses: [401, 403, 429, 500, 503, 529],
  max_retry_attempts: 2,
  cooldown_on_http_429: true,
}

const snapshotExample = {
  config: configExample,
  global_requests_in_last_minute: 4,
  account_requests_in_last_minute: { 'team/one': 4 },
  account_in_flight: { 'team/one': 1 },
  account_cooldown_seconds_remaining: { 'team/two': 120 },
  risk_signals_last_minute: 1,
  account_403_in_last_minute: { 'team/two': 1 },
  account_429_in_last_minute: { 'team/two': 1 },
  account_switches_last_minute: 1,
}

export const complianceRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/compliance',
    id: 'getCompliance',
    summary: "The operator's own limits, and what they have counted",
    description:
      'Of accounts those are named of which there is something to tell. With the limits off nothing is counted but switches.',
    shown: shownBy(snapshotExample),
    answer: async () => answered(await snapshotOf(operator), (snapshot) => snapshot),
  },
  {
    method: 'POST',
    path: '/api/proxy/compliance',
    id: 'setCompliance',
    summary: "Change the operator's own limits, as a whole",
    description:
      'A field that is not sent goes back to what the file says, or else to its default; but `enabled`, not sent, becomes true: whoever sends limits means them. At null it is as the file says. What was counted is held against the new limits.',
    request: takenBy(configExample),
    shown: shownBy({ ...changeExample, compliance: snapshotExample }),
    answer: (question) => setCompliance(operator, question),
  },
]

const snapshotOf = async (operator: Operator) => {
  const seen = await operator.guardrails()
  return seen && complianceOf(operator.settings().proxy, seen.snapshot)
}

const setCompliance = async (
  operator: Operator,
  { body, asker }: Question,
): Promise<AdminAnswer> => {
  const read = readFields(body, fields)
  if (read.type === 'refused') return read
  return makeChange({
    operator,
    asker,
    action: 'update_proxy_compliance',
    policy: 'always_hot_applied',
    patch: { proxy: { compliance: wholeOf(read.table) } },
    within: 'proxy.compliance',
    snapshot: async () =>
      (await snapshotOf(operator)) ?? { config: operator.settings().proxy.compliance },
    under: 'compliance',
  })
}

const wholeOf = (sent: Table): Table => ({
  ...Object.fromEntries(fields.map(({ name }) => [name, null])),
  enabled: true,
  ...sent,
})
