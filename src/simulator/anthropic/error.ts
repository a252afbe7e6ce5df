import type { Refusal, RefusalKind } from '../answer.ts'

/** https://docs.anthropic.com/en/api/errors */
const typeOfKind: Readonly<Record<RefusalKind, string>> = {
  invalid: 'invalid_request_error',
  'unknown-field': 'invalid_request_error',
  'missing-key': 'authentication_error',
  'unknown-key': 'authentication_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  'not-found': 'not_found_error',
  'unknown-model': 'not_found_error',
  'too-large': 'request_too_large',
  'context-length': 'invalid_request_error',
  quota: 'billing_error',
  'rate-limited': 'rate_limit_error',
  oversize: 'rate_limit_error',
  overloaded: 'overloaded_error',
  unavailable: 'api_error',
  'timed-out': 'timeout_error',
  broken: 'api_error',
}

export const anthropicError = (refusal: Refusal) => ({
  type: 'error' as const,
  error: { type: typeOfKind[refusal.kind], message: messageOf(refusal) },
})

/** Anthropic has no field for the parameter: it stands at the head of the message. */
const messageOf = (refusal: Refusal): string => {
  const message = refusal.tokens === undefined ? refusal.message : oversizeWords(refusal.tokens)
  return refusal.param === undefined ? message : `${refusal.param}: ${message}`
}

/** The very words of a request that only comes too soon (reported 2025-01 to 2026-04). */
const oversizeWords = ({ most }: NonNullable<Refusal['tokens']>): string =>
  `This request would exceed your organization's rate limit of ${most.toLocaleString('en-US')} input tokens per minute (org: 00000000-0000-0000-0000-000000000000).`
