import type { WholeAnswer } from './answer.ts'
import type { Fault } from './fault.ts'
import { end, write, type Step } from './step.ts'

export const headOfWhole = (answer: WholeAnswer, length = byteLength(answer.body)): Step => ({
  type: 'head',
  status: answer.status,
  headers: { ...answer.headers, 'content-length': String(length) },
})

const byteLength = (text: string): number => Buffer.byteLength(text)

/** Faults of streams as far as they have a meaning for one body. */
export const playWhole = (answer: WholeAnswer, fault: Fault | undefined): readonly Step[] => {
  const head = headOfWhole(answer)
  const half = write(answer.body.slice(0, answer.body.length / 2))
  switch (fault?.type) {
    case 'cut':
      return [head, half, { type: fault.by === 'reset' ? 'reset' : 'close' }]
    case 'silence':
      return [head, half, { type: 'silence' }]
    case 'malformed':
      return playWhole({ ...answer, body: answer.body.slice(0, -2) }, undefined)
    case 'fragmented':
      return [head, ...fragments(write(answer.body), fault.bytes), end]
    case 'one-chunk': {
      const body = answer.body.padEnd(fault.bytes)
      return [headOfWhole(answer, byteLength(body)), write(body), end]
    }
    case 'slow':
      return [head, { type: 'pause', ms: fault.everyMs }, write(answer.body), end]
    case 'gate':
      return [head, fault, write(answer.body), end]
    default:
      return answer.body === '' ? [head, end] : [head, write(answer.body), end]
  }
}

/** The bytes of a write, in writes of a few bytes each. */
export const fragments = (step: Step, size: number): readonly Step[] => {
  if (step.type !== 'write') return [step]
  const starts = Array.from({ length: Math.ceil(step.bytes.length / size) }, (_, n) => n * size)
  return starts.map((start) => ({ type: 'write', bytes: step.bytes.subarray(start, start + size) }))
}
