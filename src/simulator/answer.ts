/**
 * What a simulated vendor decides to answer, before any fault touches it. An answer is data: the
 * script (`script.ts`) turns it into steps, the player (`play.ts`) puts the steps on the wire.
 */
export type VendorId = 'openai' | 'anthropic' | 'gemini'

/** The wire format of a request, by the product's names. */
export type SimulatedProtocol =
  'openai-chat' | 'openai-responses' | 'openai-completions' | 'openai' | 'anthropic' | 'gemini'

export type SimulatedOperation =
  | 'generate'
  | 'count-tokens'
  | 'embed'
  | 'batch-embed'
  | 'make-images'
  | 'edit-images'
  | 'transcribe'
  | 'compact'
  | 'retrieve'
  | 'list-input'
  | 'cancel'
  | 'delete'
  | 'update'
  | 'download'
  | 'create-cache'
  | 'create-store'
  | 'import-file'
  | 'upload'
  | 'list'
  | 'models'
  | 'model'

export type HeaderFields = Readonly<Record<string, string>>

export type WholeAnswer = {
  readonly type: 'whole'
  readonly status: number
  readonly headers: HeaderFields
  readonly body: string
}

/** One event of a stream. `event` is the SSE event name, empty where the vendor sends none. */
export type StreamPiece = {
  /** `preamble` says nothing yet, `end` marks the complete answer; everything else is `content`. */
  readonly phase: 'preamble' | 'content' | 'end'
  readonly event: string
  readonly data: string
}

/** Google ends its lines with CRLF, the others with LF. */
export type LineEnding = '\n' | '\r\n'

export type StreamAnswer = {
  readonly type: 'stream'
  readonly framing: 'sse' | 'json-array'
  readonly lineEnding: LineEnding
  readonly pieces: readonly StreamPiece[]
  /** The vendor's way of failing inside a stream of which `sent` pieces are out already. */
  failure(refusal: Refusal, sent: number): readonly StreamPiece[]
}

/** How the wait of a refusal is told. Gemini has no headers for it and tells it in the body. */
export type RetryHint =
  | { readonly type: 'seconds'; readonly seconds: number }
  /** `at` in epoch milliseconds, sent as an HTTP date. */
  | { readonly type: 'http-date'; readonly at: number }
  | { readonly type: 'reset-headers'; readonly seconds: number }

export type RefusalKind =
  | 'invalid'
  | 'unknown-field'
  | 'missing-key'
  | 'unknown-key'
  /** A key that was good is not any more. */
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'unknown-model'
  | 'too-large'
  | 'context-length'
  | 'rate-limited'
  /** It needs more than a limit of tokens holds. Each vendor has words of its own for that. */
  | 'oversize'
  | 'quota'
  | 'overloaded'
  | 'unavailable'
  | 'timed-out'
  | 'broken'

/** An error answer, said once; each vendor writes it in its own form. */
export type Refusal = {
  readonly type: 'refused'
  readonly kind: RefusalKind
  readonly status: number
  readonly message: string
  /** The field at fault, in the vendor's notation. */
  readonly param?: string
  /** The vendor's own word for it, where the kind alone does not tell. */
  readonly code?: string
  readonly retry?: RetryHint
  /** With `oversize`: what the limit holds, and what was asked for. */
  readonly tokens?: { readonly most: number; readonly asked: number }
}

export type Answer = WholeAnswer | StreamAnswer | Refusal

const statusOfKind: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  'unknown-field': 400,
  'missing-key': 401,
  'unknown-key': 401,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-model': 404,
  'too-large': 413,
  'context-length': 400,
  'rate-limited': 429,
  oversize: 429,
  quota: 429,
  broken: 500,
  unavailable: 503,
  'timed-out': 504,
  overloaded: 529,
}

export const refuse = (
  kind: RefusalKind,
  message: string,
  details: Pick<Refusal, 'param' | 'code' | 'retry' | 'tokens'> = {},
): Refusal => ({ type: 'refused', kind, status: statusOfKind[kind], message, ...details })

export const answerJson = (body: unknown, headers: HeaderFields = {}): WholeAnswer => ({
  type: 'whole',
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
