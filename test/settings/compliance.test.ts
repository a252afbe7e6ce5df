import { expect, test } from 'bun:test'
import { faultsOf, settingsOf, warningsOf } from './resolved.ts'

const limits = [
  'max_global_requests_per_minute',
  'max_account_requests_per_minute',
  'max_account_concurrency',
  'max_retry_attempts',
]

test.each(limits)('guardrails that are on need %s', (limit) => {
  expect(faultsOf({ proxy: { compliance: { enabled: true, [limit]: 0 } } })).toEqual([
    {
      path: `proxy.compliance.${limit}`,
      message: 'must be 1 at least while the guardrails are on',
      got: '0',
    },
  ])
})

test('guardrails that are off may have any limit', () => {
  const compliance = Object.fromEntries(limits.map((limit) => [limit, 0]))
  expect(settingsOf({ proxy: { compliance } }).proxy.compliance).toMatchObject(compliance)
})

test('a status that cannot be a refusal is no sign of risk', () => {
  expect(faultsOf({ proxy: { compliance: { risk_statuses: [403, 200] } } })).toMatchObject([
    { path: 'proxy.compliance.risk_statuses[1]' },
  ])
})

test('guardrails have an effect: nothing is said against them', () => {
  expect(warningsOf({ proxy: { compliance: { enabled: true } } })).toEqual([])
})
