import { describeOperation, type OperationFacts } from '../docs/operation.ts'
import { errorAnswer } from './schemas.ts'

const errorShown = {
  schema: errorAnswer,
  example: {
    error: {
      message: 'There is no model "gpt-5.1-mni". Near it: gpt-5.1-mini.',
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: 'model',
    },
  },
}

/** An operation of this protocol in the documentation. */
export const describe = (facts: Omit<OperationFacts, 'tag' | 'needsKey' | 'error'>) =>
  describeOperation({ ...facts, tag: 'OpenAI', needsKey: true, error: errorShown })
