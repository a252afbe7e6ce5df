import type { Clock } from '../../actor/clock.ts'
import type { Failure } from '../../ir/failure.ts'
import type { Fault } from '../../ir/report.ts'
import type { Ids } from '../../protocol/codec.ts'
import type { Grant } from '../attempt-context.ts'
import type { CallPlan } from './call-plan.ts'

export type Planned =
  | { readonly type: 'planned'; readonly plan: CallPlan }
  | { readonly type: 'refused'; readonly failure: Failure }

export type PlanSource = {
  readonly grant: Grant
  readonly ids: Ids
  readonly clock: Clock
  /** The client has left, or everything took too long. */
  readonly signal: AbortSignal
}

export const planned = (plan: CallPlan): Planned => ({ type: 'planned', plan })
export const refused = (failure: Failure): Planned => ({ type: 'refused', failure })

export const inexpressible = ({ field, problem }: Fault): Failure => ({
  kind: 'client',
  code: 'invalid_request',
  status: 400,
  message: field === '' ? `the body ${problem}` : `${field}: ${problem}`,
  ...(field === '' ? {} : { param: field }),
})
