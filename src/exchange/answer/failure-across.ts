import type { Failure, FailureKind } from '../../ir/failure.ts'

/**
 * A failure of an upstream as a client of another protocol is to read it: the vendor's own word for programs means nothing
 * there, so it is the one that is known for the kind. Status, message, field and delay stay.
 */
export const failureAcross = (failure: Failure): Failure => {
  const code = failure.status === 404 ? 'model_not_found' : codes[failure.kind]
  return code === '' ? failure : { ...failure, code }
}

const codes: Readonly<Record<FailureKind, string>> = {
  client: '',
  context_length: 'context_length_exceeded',
  too_large: 'request_too_large',
  auth: '',
  rate_limited: 'rate_limit_exceeded',
  quota: 'insufficient_quota',
  overloaded: 'overloaded',
  transient: '',
  dead: '',
}
