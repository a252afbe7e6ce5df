/** Turns an answer, and the fault it meets, into the steps to play. Pure. */
import type { Refusal, StreamAnswer, WholeAnswer } from './answer.ts'
import type { Fault } from './fault.ts'
import { refusalOf } from './fault-refusal.ts'
import { end, write, type Step } from './step.ts'
import { headOfStream, playStream } from './stream-script.ts'
import { headOfWhole, playWhole } from './whole-script.ts'

export type Writes = (refusal: Refusal) => WholeAnswer

export const scriptFor = (
  answer: WholeAnswer | StreamAnswer,
  fault: Fault | undefined,
  writeRefusal: Writes,
): readonly Step[] => {
  switch (fault?.type) {
    case 'reset':
    case 'close':
      return [{ type: fault.type }]
    case 'hang':
      return [{ type: 'silence' }]
    case 'hang-after-headers':
      return [headOf(answer), { type: 'silence' }]
    case 'status':
      return playWhole({ ...writeRefusal(refusalOf(fault)), status: fault.status }, undefined)
    case 'html':
      return playWhole(errorPage(fault.status), undefined)
    case 'redirect':
      return [{ type: 'head', status: 302, headers: { location: fault.location } }, end]
    case 'truncated':
      return truncated(answer)
    case 'gate':
      if (fault.at === 'before-headers')
        return [fault, ...scriptFor(answer, undefined, writeRefusal)]
      if (fault.at === 'after-headers') return [headOf(answer), fault, ...bodyOf(answer)]
  }
  if (answer.type === 'stream') return playStream(answer, fault)
  if (fault?.type !== 'error-event') return playWhole(answer, fault)
  return playWhole(writeRefusal(refusalOf(fault)), undefined)
}

const headOf = (answer: WholeAnswer | StreamAnswer): Step =>
  answer.type === 'stream' ? headOfStream(answer) : headOfWhole(answer)

const bodyOf = (answer: WholeAnswer | StreamAnswer): readonly Step[] =>
  (answer.type === 'stream' ? playStream(answer, undefined) : playWhole(answer, undefined)).slice(1)

const errorPage = (status: number): WholeAnswer => ({
  type: 'whole',
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${status}</title></head><body><h1>Simulated ${status}</h1></body></html>\n`,
})

/** A length is promised, half of it comes, and the connection ends. */
const truncated = (answer: WholeAnswer | StreamAnswer): readonly Step[] => {
  const text =
    answer.type === 'whole' ? answer.body : answer.pieces.map(({ data }) => data).join('\n')
  const whole: WholeAnswer =
    answer.type === 'whole'
      ? answer
      : { type: 'whole', status: 200, headers: headersOf(headOfStream(answer)), body: text }
  return [headOfWhole(whole), write(text.slice(0, text.length / 2)), { type: 'close' }]
}

const headersOf = (step: Step) => (step.type === 'head' ? step.headers : {})
