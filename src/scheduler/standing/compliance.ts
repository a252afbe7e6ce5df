import type { ActorRef } from '../../actor/index.ts'

/** The operator's own limits over all accounts. With `isEnabled` every number but the rest is 1 at least. */
export type ComplianceRules = {
  readonly isEnabled: boolean
  readonly maxGlobalRequestsPerMinute: number
  readonly maxAccountRequestsPerMinute: number
  readonly maxAccountConcurrency: number
  /** Attempts of one request, its first one included. */
  readonly maxAttempts: number
  /** Rest of an account after a sign of risk. */
  readonly riskRestMs: number
  /** An upstream's statuses that are signs of risk. */
  readonly riskStatuses: readonly number[]
  /** A 429 among them rests the account; else it is counted only. */
  readonly restsAfter429: boolean
}

/** What the guardrails have counted. Of accounts only those are told that have anything to tell. */
export type ComplianceSnapshot = {
  readonly rules: ComplianceRules
  readonly globalRequestsInLastMinute: number
  readonly accountRequestsInLastMinute: Readonly<Record<string, number>>
  readonly accountInFlight: Readonly<Record<string, number>>
  readonly accountCooldownSecondsRemaining: Readonly<Record<string, number>>
  readonly riskSignalsLastMinute: number
  readonly account403InLastMinute: Readonly<Record<string, number>>
  readonly account429InLastMinute: Readonly<Record<string, number>>
  /** Counted with the guardrails off, too. */
  readonly accountSwitchesLastMinute: number
}

/** Asks what the guardrails have counted. */
export type ViewGuardrails = {
  readonly type: 'view-guardrails'
  readonly replyTo: ActorRef<GuardrailsViewed>
}

export type GuardrailsViewed = {
  readonly type: 'guardrails-viewed'
  readonly snapshot: ComplianceSnapshot
}
