import type { Failure } from '../ir/failure.ts'
import type { UpstreamError } from '../protocol/protocol.ts'
import { failureAcross } from './failure-across.ts'
import type { AttemptContext, Grant } from './attempt-context.ts'

/** Some upstreams quote the key that they refuse: the account's is told to no client, in no text of an error. */
export const withoutKey = ({ secret }: Pick<Grant, 'secret'>, text: string): string =>
  secret.length < SHORTEST_KEY ? text : text.replaceAll(secret, '[key]')

/** Upstreams that ask for no key are given a word (`none`, `ollama`), which stands in other places as well. */
const SHORTEST_KEY = 8

/** What an upstream's refusal means. */
export const upstreamFailure = (
  { order, grant, plan, clock }: Pick<AttemptContext, 'order' | 'grant' | 'plan' | 'clock'>,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  error: UpstreamError | undefined,
): Failure => {
  const told = grant.channel.classify({ status, headers, error, now: clock.now() })
  const failure = plan.target.protocol === order.protocol ? told : failureAcross(told)
  return {
    ...failure,
    upstreamStatus: status,
    code: withoutKey(grant, failure.code),
    message: withoutKey(grant, failure.message),
    ...(failure.param === undefined ? {} : { param: withoutKey(grant, failure.param) }),
  }
}
