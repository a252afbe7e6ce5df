import type { Failure } from '../ir/failure.ts'
import type { UpstreamError } from '../protocol/protocol.ts'
import type { AttemptContext } from './attempt-context.ts'

/** What an upstream's refusal means. Some quote the key in their words: the account's is not told to a client. */
export const upstreamFailure = (
  { grant, clock }: Pick<AttemptContext, 'grant' | 'clock'>,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  error: UpstreamError | undefined,
): Failure => {
  const failure = grant.channel.classify({ status, headers, error, now: clock.now() })
  return { ...failure, message: failure.message.replaceAll(grant.secret, '[key]') }
}
