import type { Gate } from './gate.ts'
import type { RefusalKind, RetryHint } from './answer.ts'

/**
 * What can go wrong at a simulated upstream. `afterEvents` counts content events of a stream: 0 is after the
 * preamble and before any content. A fault of a stream, programmed for a request that gets a whole
 * answer, is applied to the body as far as it has a meaning there (each says how).
 */
export type Fault =
  /** The connection is reset (RST) or closed (FIN) and not a byte is answered. */
  | { readonly type: 'reset' }
  | { readonly type: 'close' }
  /** Nothing is answered, the connection stays open until the peer leaves. */
  | { readonly type: 'hang' }
  /** Status and headers of a good answer, and then nothing. */
  | { readonly type: 'hang-after-headers' }
  /** An error in the vendor's form. Without `retry` the answer tells no wait. */
  | {
      readonly type: 'status'
      readonly status: 400 | 401 | 402 | 403 | 404 | 413 | 429 | 500 | 502 | 503 | 504 | 529
      /** The vendor's words, where the status alone leaves a choice: `quota`, `context-length`, `unknown-key`. */
      readonly kind?: RefusalKind
      readonly message?: string
      readonly retry?: RetryHint
    }
  /** An error page of some proxy on the way, with this status. */
  | { readonly type: 'html'; readonly status: number }
  | { readonly type: 'redirect'; readonly location: string }
  /** Status 200, a whole answer's `content-length`, half of its bytes, end of connection. */
  | { readonly type: 'truncated' }
  /** Status 200 and the vendor's error event: as the very first, or after this much. Whole answers: a 500. */
  | {
      readonly type: 'error-event'
      readonly at: 'first' | 'after-preamble' | AfterEvents
      /** `overloaded` when not told. */
      readonly kind?: RefusalKind
    }
  /** The stream breaks off without its end. Whole answers: half of the body. */
  | {
      readonly type: 'cut'
      readonly afterEvents: number
      /** Between two events, or in the middle of the next. */
      readonly at: 'boundary' | 'half-event'
      /** `end` completes the HTTP answer as if all were well. */
      readonly by: 'reset' | 'close' | 'end'
    }
  /** The stream falls silent, the connection stays. Whole answers: half of the body. */
  | { readonly type: 'silence'; readonly afterEvents: number }
  /** An event whose JSON does not parse, then the rest as usual. Whole answers: a cut JSON text. */
  | { readonly type: 'malformed'; readonly afterEvents: number }
  /** A complete HTTP answer without the terminal event. No meaning for whole answers. */
  | { readonly type: 'missing-end' }
  | { readonly type: 'duplicate-end' }
  /** The preamble comes a second time after so many events: what a careless splice looks like. */
  | { readonly type: 'duplicate-preamble'; readonly afterEvents: number }
  /** The same bytes, in writes of `bytes` each: cuts lines, events and UTF-8 characters. */
  | { readonly type: 'fragmented'; readonly bytes: number; readonly lineEnding: '\n' | '\r\n' }
  /** The whole answer in one write, padded to at least `bytes` by comments (SSE) or spaces (JSON). */
  | { readonly type: 'one-chunk'; readonly bytes: number }
  /** A pause of the injected clock before each event. */
  | { readonly type: 'slow'; readonly everyMs: number }
  /** The answer waits for the test: before its headers, after them, or after so many content events. */
  | {
      readonly type: 'gate'
      readonly gate: Gate
      readonly at: 'before-headers' | 'after-headers' | AfterEvents
    }
  /** Content events of `eventBytes` each, at the speed of the reader, up to `totalBytes`; then the answer ends well. */
  | { readonly type: 'flood'; readonly eventBytes: number; readonly totalBytes: number }

export type AfterEvents = { readonly afterEvents: number }
