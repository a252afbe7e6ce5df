import type { Refusal, RefusalKind } from '../answer.ts'

/** `type` and `code` of the error object: https://platform.openai.com/docs/guides/error-codes */
const wordsFor: Readonly<Record<RefusalKind, readonly [type: string, code: string | null]>> = {
  invalid: ['invalid_request_error', null],
  'unknown-field': ['invalid_request_error', 'unknown_parameter'],
  'missing-key': ['invalid_request_error', null],
  'unknown-key': ['invalid_request_error', 'invalid_api_key'],
  unauthenticated: ['invalid_request_error', 'invalid_api_key'],
  forbidden: ['invalid_request_error', 'unsupported_country_region_territory'],
  'not-found': ['invalid_request_error', 'unknown_url'],
  'unknown-model': ['invalid_request_error', 'model_not_found'],
  'too-large': ['invalid_request_error', null],
  'context-length': ['invalid_request_error', 'context_length_exceeded'],
  quota: ['insufficient_quota', 'insufficient_quota'],
  oversize: ['tokens', 'rate_limit_exceeded'],
  'rate-limited': ['requests', 'rate_limit_exceeded'],
  overloaded: ['server_error', 'overloaded'],
  unavailable: ['server_error', null],
  'timed-out': ['server_error', null],
  broken: ['server_error', null],
}

export const openaiError = (refusal: Refusal) => {
  const [type, code] = wordsFor[refusal.kind]
  return {
    message: refusal.tokens === undefined ? refusal.message : oversizeWords(refusal.tokens),
    type,
    param: refusal.param ?? null,
    code: refusal.code ?? code,
  }
}

/** Reported by many who use it, 2024-06 to 2026-09. */
const oversizeWords = ({ most, asked }: NonNullable<Refusal['tokens']>): string =>
  `Request too large for the model in organization org-simulated on tokens per min (TPM): Limit ${most}, Requested ${asked}. The input or output tokens must be reduced in order to run successfully.`
