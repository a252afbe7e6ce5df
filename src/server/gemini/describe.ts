import {
  describeOperation,
  type OperationDetail,
  type OperationFacts,
  type Shown,
} from '../docs/operation.ts'
import { errorAnswer } from './schemas.ts'

const errorShown: Shown = {
  schema: errorAnswer,
  example: {
    error: {
      code: 404,
      message: 'There is no model "gemini-3-flsh". Near it: gemini-3-flash.',
      status: 'NOT_FOUND',
    },
  },
}

export type Facts = Pick<OperationFacts, 'id' | 'summary' | 'description' | 'answer'> &
  Partial<Pick<OperationFacts, 'request' | 'streamExample' | 'parameters' | 'answerType'>>

/** An operation of this protocol in the documentation. */
export const describe = (facts: Facts): OperationDetail =>
  describeOperation({ ...facts, tag: 'Gemini', needsKey: true, error: errorShown })
