import type { Refusal, StreamPiece } from '../answer.ts'
import { openaiError } from './error.ts'

/** An event without a name, as chat and completions send them. */
export const dataPiece = (phase: StreamPiece['phase'], data: unknown): StreamPiece => ({
  phase,
  event: '',
  data: JSON.stringify(data),
})

export const done: StreamPiece = { phase: 'end', event: '', data: '[DONE]' }

export const failInChunks = (refusal: Refusal): readonly StreamPiece[] => [
  dataPiece('content', { error: openaiError(refusal) }),
]
