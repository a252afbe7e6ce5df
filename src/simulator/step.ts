import type { HeaderFields } from './answer.ts'
import type { Gate } from './gate.ts'

/** What the player does, one after the other. An answer with its fault is a list of these. */
export type Step =
  | { readonly type: 'head'; readonly status: number; readonly headers: HeaderFields }
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** The same bytes many times, at the speed of the reader. */
  | { readonly type: 'repeat'; readonly bytes: Uint8Array; readonly times: number }
  | { readonly type: 'pause'; readonly ms: number }
  | { readonly type: 'gate'; readonly gate: Gate }
  /** Nothing more until the peer leaves. */
  | { readonly type: 'silence' }
  /** The answer is complete. */
  | { readonly type: 'end' }
  /** The connection ends (FIN) or is reset (RST), whatever was promised. */
  | { readonly type: 'close' }
  | { readonly type: 'reset' }

const encoder = new TextEncoder()

export const write = (text: string): Step => ({ type: 'write', bytes: encoder.encode(text) })

export const end: Step = { type: 'end' }
