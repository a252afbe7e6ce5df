import { fault, type Fault } from './findings.ts'
import type { Settings } from './schema.ts'

const limits = [
  'max_global_requests_per_minute',
  'max_account_requests_per_minute',
  'max_account_concurrency',
  'max_retry_attempts',
] as const

/** Nothing could ever be served within a limit of none. */
export const complianceFaults = ({ proxy: { compliance } }: Settings): readonly Fault[] =>
  compliance.enabled
    ? limits
        .filter((limit) => compliance[limit] === 0)
        .map((limit) =>
          fault(['proxy', 'compliance', limit], 'must be 1 at least while the guardrails are on', {
            got: '0',
          }),
        )
    : []
