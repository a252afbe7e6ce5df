import type { Failure } from '../../ir/failure.ts'
import type { UpstreamError } from '../../protocol/protocol.ts'
import { failureAcross } from './failure-across.ts'
import type { AttemptContext } from '../attempt-context.ts'

/** What an upstream's refusal means. */
export const upstreamFailure = (
  { order, grant, plan, clock }: Pick<AttemptContext, 'order' | 'grant' | 'plan' | 'clock'>,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  error: UpstreamError | undefined,
): Failure => {
  const told = grant.channel.classify({ status, headers, error, now: clock.now() })
  const failure = plan.target.protocol === order.protocol ? told : failureAcross(told)
  return { ...failure, upstreamStatus: status }
}
