import type { Refusal, RefusalKind } from '../answer.ts'

/** https://ai.google.dev/gemini-api/docs/troubleshooting and google.rpc.Code */
const statusOfKind: Readonly<Record<RefusalKind, string>> = {
  invalid: 'INVALID_ARGUMENT',
  'unknown-field': 'INVALID_ARGUMENT',
  'missing-key': 'PERMISSION_DENIED',
  'unknown-key': 'INVALID_ARGUMENT',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  'not-found': 'NOT_FOUND',
  'unknown-model': 'NOT_FOUND',
  'too-large': 'INVALID_ARGUMENT',
  'context-length': 'INVALID_ARGUMENT',
  quota: 'RESOURCE_EXHAUSTED',
  'rate-limited': 'RESOURCE_EXHAUSTED',
  oversize: 'RESOURCE_EXHAUSTED',
  overloaded: 'UNAVAILABLE',
  unavailable: 'UNAVAILABLE',
  'timed-out': 'DEADLINE_EXCEEDED',
  broken: 'INTERNAL',
}

const typePrefix = 'type.googleapis.com/google.rpc.'

export const geminiError = (refusal: Refusal) => {
  const details = [
    ...badRequest(refusal),
    ...errorInfo(refusal),
    ...quotaFailure(refusal),
    ...retryInfo(refusal),
  ]
  return {
    error: {
      code: refusal.status,
      message: refusal.tokens === undefined ? refusal.message : oversizeWords(refusal.tokens),
      status: refusal.code ?? statusOfKind[refusal.kind],
      ...(details.length === 0 ? {} : { details }),
    },
  }
}

/** What was asked for is not named. */
const oversizeWords = ({ most }: NonNullable<Refusal['tokens']>): string =>
  `You exceeded your current quota. Quota exceeded for metric: generate_content_input_token_count, limit: ${most}`

const badRequest = ({ message, param }: Refusal) =>
  param === undefined
    ? []
    : [
        {
          '@type': `${typePrefix}BadRequest`,
          fieldViolations: [{ field: param, description: message }],
        },
      ]

/** Google says 400 to a key it does not know, as to any bad argument: only this detail tells the two apart. */
const errorInfo = ({ kind }: Refusal) =>
  kind === 'unknown-key'
    ? [
        {
          '@type': `${typePrefix}ErrorInfo`,
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ]
    : []

const quotaIds: Partial<Record<RefusalKind, string>> = {
  'rate-limited': 'GenerateRequestsPerMinutePerProjectPerModel',
  quota: 'GenerateRequestsPerDayPerProjectPerModel',
}

const quotaFailure = ({ kind }: Refusal) => {
  const quotaId = quotaIds[kind]
  return quotaId === undefined
    ? []
    : [{ '@type': `${typePrefix}QuotaFailure`, violations: [{ quotaId }] }]
}

/** Google tells a wait in the body. A date is told by a header, so not here. */
const retryInfo = ({ retry }: Refusal) =>
  retry === undefined || retry.type === 'http-date'
    ? []
    : [{ '@type': `${typePrefix}RetryInfo`, retryDelay: `${retry.seconds}s` }]
