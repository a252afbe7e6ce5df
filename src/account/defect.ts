import { newMeasures, type Outcome } from '../exchange/outcome.ts'

/**
 * A defect of ours: the next account would meet it too, so the request is not carried there. Its message may quote
 * anything, so a client is told its name only.
 */
export const defect = (name: string, isCommitted: boolean): Outcome => ({
  type: 'failed',
  failure: {
    kind: 'client',
    code: 'internal_error',
    status: 500,
    message: `the relay failed (${name}): this is a defect of the relay`,
  },
  isCommitted,
  isTold: false,
  measures: newMeasures(),
})
