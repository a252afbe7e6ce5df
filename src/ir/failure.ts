/**
 * What went wrong, said once. A channel's `classify` and our own refusals make failures; each protocol
 * writes them in its own form; the scheduler decides by `kind` alone.
 */
export type FailureKind =
  /** The request is at fault: the client's to mend, never retried. */
  | 'client'
  | 'context_length'
  /** It needs more than the account's limit ever lets in at once, however long one waits: another account's may be larger. */
  | 'too_large'
  /** The account's credential was refused. */
  | 'auth'
  /** The upstream asked for a pause until an instant. */
  | 'rate_limited'
  /** A quota is used up: longer than a rate limit, often without a stated end. */
  | 'quota'
  /** The upstream is short of capacity for a moment (503, 529). */
  | 'overloaded'
  /** The network or the upstream broke (500, 502, reset, hang), and may work again at any moment. */
  | 'transient'
  /** The account will not work again until somebody changes it. */
  | 'dead'

export type Failure = {
  readonly kind: FailureKind
  /** Stable, for programs: `model_not_found`, `invalid_api_key`, `upstream_reset`. */
  readonly code: string
  /** The HTTP status a client is answered with. */
  readonly status: number
  /** For people: what is wrong and what to do. Never holds a secret. */
  readonly message: string
  /** The request field at fault. */
  readonly param?: string
  /** How long to wait before another try, when known. */
  readonly retryAfterMs?: number
  /** The HTTP status that an upstream answered with; absent when none has answered. Of no concern to clients. */
  readonly upstreamStatus?: number
  /** With `quota`: it is the model's that is used up, and the account's other models go on. */
  readonly isOfModel?: true
  /** With `too_large`: tokens that the request needs at least, where the upstream has said. */
  readonly neededTokens?: number
  /** With `too_large`: tokens that the model's limit of a minute lets in when nothing of it is used, where the upstream has said. */
  readonly limitTokens?: number
}

/** Whoever else is asked, it stays as it is. */
export const isOfTheRequest = ({ kind }: Pick<Failure, 'kind'>): boolean =>
  kind === 'client' || kind === 'context_length'

/** The code of a refusal of what proves a thought (`ThinkingPart.proof`): the request can be asked again without it. */
export const proofsRefused = 'proofs_refused'

/**
 * A defect of ours: the next account would meet it too, so the request is not carried there. The message of what was thrown
 * may quote anything, so a client is told its name alone.
 */
export const relayDefect = (name: string): Failure => ({
  kind: 'client',
  code: 'internal_error',
  status: 500,
  message: `the relay failed (${name}): this is a defect of the relay`,
})
