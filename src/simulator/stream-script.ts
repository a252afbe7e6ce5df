import type { StreamAnswer, StreamPiece } from './answer.ts'
import type { AfterEvents, Fault } from './fault.ts'
import { refusalOf } from './fault-refusal.ts'
import { frameStream, positionAfter, type Frame } from './frames.ts'
import { end, write, type Step } from './step.ts'
import { fragments } from './whole-script.ts'

export const headOfStream = ({ framing }: StreamAnswer): Step => ({
  type: 'head',
  status: 200,
  headers: {
    'content-type': framing === 'sse' ? 'text/event-stream; charset=utf-8' : 'application/json',
    'cache-control': 'no-cache',
  },
})

export const playStream = (answer: StreamAnswer, fault: Fault | undefined): readonly Step[] => [
  headOfStream(answer),
  ...stepsOfBody(answer, fault),
]

const stepsOfBody = (answer: StreamAnswer, fault: Fault | undefined): readonly Step[] => {
  const { pieces } = answer
  const frames = frameStream(answer, pieces)
  switch (fault?.type) {
    case 'error-event':
      return writeAll(answer, failAt(answer, fault))
    case 'cut':
      return [...writeCut(frames, fault), fault.by === 'end' ? end : { type: fault.by }]
    case 'silence':
      return [
        ...writeFrames(frames.slice(0, positionAfter(pieces, fault.afterEvents))),
        { type: 'silence' },
      ]
    case 'malformed':
      return writeAll(answer, spoil(pieces, positionAfter(pieces, fault.afterEvents)))
    case 'missing-end':
      return writeAll(
        answer,
        pieces.filter(({ phase }) => phase !== 'end'),
      )
    case 'duplicate-end':
      return writeAll(answer, [...pieces, ...pieces.filter(({ phase }) => phase === 'end')])
    case 'duplicate-preamble':
      return writeAll(answer, spliceStart(pieces, fault))
    case 'fragmented':
      return [...writeFragmented(answer, fault), end]
    case 'one-chunk':
      return [write(padded(answer, frames, fault.bytes)), end]
    case 'slow':
      return [
        ...writeFrames(frames).flatMap((step) => [
          { type: 'pause', ms: fault.everyMs } as const,
          step,
        ]),
        end,
      ]
    case 'gate':
      return [...writeFrames(frames).toSpliced(gatePosition(pieces, fault), 0, fault), end]
    case 'flood':
      return flood(answer, frames, fault)
    default:
      return [...writeFrames(frames), end]
  }
}

type FaultOf<Type extends Fault['type']> = Extract<Fault, { type: Type }>

const writeFrames = (frames: readonly Frame[]): readonly Step[] =>
  frames.map(({ text }) => write(text))

const writeAll = (answer: StreamAnswer, pieces: readonly StreamPiece[]): readonly Step[] => [
  ...writeFrames(frameStream(answer, pieces)),
  end,
]

/** The error event is the stream's last: closing what the framing opened. */
const failAt = (answer: StreamAnswer, fault: FaultOf<'error-event'>): readonly StreamPiece[] => {
  const sent = answer.pieces.slice(0, errorPosition(answer.pieces, fault.at))
  const events = answer.failure(refusalOf(fault), sent.length)
  return [...sent, ...events.map((event) => ({ ...event, phase: 'end' as const }))]
}

const errorPosition = (
  pieces: readonly StreamPiece[],
  at: FaultOf<'error-event'>['at'],
): number => {
  if (at === 'first') return 0
  return positionAfter(pieces, at === 'after-preamble' ? 0 : at.afterEvents)
}

const writeCut = (frames: readonly Frame[], fault: FaultOf<'cut'>): readonly Step[] => {
  const position = positionAfter(frames, fault.afterEvents)
  const sent = writeFrames(frames.slice(0, position))
  const next = frames[position]?.text ?? ''
  return fault.at === 'boundary' ? sent : [...sent, write(next.slice(0, next.length / 2))]
}

/** The event at this place loses the end of its JSON. */
const spoil = (pieces: readonly StreamPiece[], position: number): readonly StreamPiece[] =>
  pieces.map((piece, index) =>
    index === position ? { ...piece, data: piece.data.slice(0, -2) } : piece,
  )

const spliceStart = (
  pieces: readonly StreamPiece[],
  { afterEvents }: AfterEvents,
): readonly StreamPiece[] => {
  const preamble = pieces.slice(0, positionAfter(pieces, 0))
  return pieces.toSpliced(positionAfter(pieces, afterEvents), 0, ...preamble)
}

const writeFragmented = (answer: StreamAnswer, fault: FaultOf<'fragmented'>): readonly Step[] => {
  const frames = frameStream({ ...answer, lineEnding: fault.lineEnding }, answer.pieces)
  return writeFrames(frames).flatMap((step) => fragments(step, fault.bytes))
}

/** Comments are SSE's way to say nothing; JSON has spaces. */
const padded = (answer: StreamAnswer, frames: readonly Frame[], bytes: number): string => {
  const text = frames.map((frame) => frame.text).join('')
  const missing = Math.max(0, bytes - Buffer.byteLength(text))
  return answer.framing === 'sse'
    ? `: ${'.'.repeat(missing)}${answer.lineEnding.repeat(2)}${text}`
    : ' '.repeat(missing) + text
}

const gatePosition = (pieces: readonly StreamPiece[], fault: FaultOf<'gate'>): number =>
  typeof fault.at === 'string' ? 0 : positionAfter(pieces, fault.at.afterEvents)

/** One content event again and again, made long by spaces behind its JSON. */
const flood = (
  answer: StreamAnswer,
  frames: readonly Frame[],
  fault: FaultOf<'flood'>,
): readonly Step[] => {
  const position = positionAfter(answer.pieces, 1)
  const sample = answer.pieces[position - 1]
  if (sample === undefined) return [...writeFrames(frames), end]
  const long = { ...sample, data: sample.data.padEnd(fault.eventBytes) }
  const [, repeated] = frameStream(answer, [sample, long])
  const times = Math.ceil(fault.totalBytes / fault.eventBytes)
  return [
    ...writeFrames(frames.slice(0, position)),
    { type: 'repeat', bytes: new TextEncoder().encode(repeated?.text), times },
    ...writeFrames(frames.slice(position)),
    end,
  ]
}
