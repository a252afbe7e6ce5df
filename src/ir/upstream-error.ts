/** An upstream's error, read leniently: nothing here is required to be present. */
export type UpstreamError = {
  readonly message: string
  /** The vendor's own words for it: OpenAI `type`/`code`, Anthropic `error.type`, Google `status`/`reason`. */
  readonly type: string
  readonly code: string
  /** The field of the request that is at fault, in the upstream's spelling (OpenAI `param`). */
  readonly param?: string
  /** From the body (Google `RetryInfo`, `quotaResetDelay`, …), when it tells one. */
  readonly retryAfterMs?: number
  /** Epoch ms, where the body tells an instant instead (`resets_at`, `quotaResetTimeStamp`). */
  readonly retryAt?: number
  /** The HTTP status that its code repeats. Inside a stream, which has come with 200, nothing else tells it. */
  readonly status?: number
  /** The names of the quotas that are used up, when it tells them (Google `QuotaFailure`). */
  readonly quotas?: readonly string[]
}
