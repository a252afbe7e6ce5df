import { newMeasures, type Outcome } from '../exchange/outcome.ts'
import { relayDefect } from '../ir/failure.ts'

/** What an attempt came to that threw, by the name of what was thrown. */
export const defect = (name: string, isCommitted: boolean): Outcome => ({
  type: 'failed',
  failure: relayDefect(name),
  isCommitted,
  isTold: false,
  measures: newMeasures(),
})
