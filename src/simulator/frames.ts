import type { LineEnding, StreamAnswer, StreamPiece } from './answer.ts'

/** An event as it stands on the wire, framing included. */
export type Frame = { readonly phase: StreamPiece['phase']; readonly text: string }

/** How the events of an answer are laid out. */
export type Layout = Pick<StreamAnswer, 'framing' | 'lineEnding'>

export const frameStream = (
  { framing, lineEnding }: Layout,
  pieces: readonly StreamPiece[],
): readonly Frame[] =>
  framing === 'sse'
    ? pieces.map((piece) => ({ phase: piece.phase, text: frameEvent(piece, lineEnding) }))
    : pieces.map((piece, position) => frameElement(piece, position, lineEnding))

const frameEvent = ({ event, data }: StreamPiece, lineEnding: LineEnding): string => {
  const name = event === '' ? '' : `event: ${event}${lineEnding}`
  return `${name}data: ${data}${lineEnding}${lineEnding}`
}

/** Google closes the array with the last element: a stream that breaks off is no JSON. */
const frameElement = (piece: StreamPiece, position: number, lineEnding: LineEnding): Frame => {
  const separator = position === 0 ? '[' : `,${lineEnding}`
  const close = piece.phase === 'end' ? ']' : ''
  return { phase: piece.phase, text: separator + piece.data + close }
}

/** Where in the stream so many content events are out: 0 is before the first, after the preamble. */
export const positionAfter = (
  pieces: readonly Pick<StreamPiece, 'phase'>[],
  contentEvents: number,
): number => {
  const contents = [...pieces.keys()].filter((position) => pieces[position]?.phase !== 'preamble')
  if (contentEvents === 0) return contents[0] ?? pieces.length
  return (contents[contentEvents - 1] ?? pieces.length - 1) + 1
}
