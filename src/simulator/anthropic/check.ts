/** What is wrong with a field, the way Anthropic says it: the place with dots, a colon, a few words. */
import { refuse } from '../answer.ts'
import { checkWith, type Complain } from '../check.ts'

const complain: Complain = (problem) => {
  const param = problem.path.join('.')
  switch (problem.type) {
    case 'unknown-field':
      return refuse('unknown-field', 'Extra inputs are not permitted', {
        param: [...problem.path, problem.name].join('.'),
      })
    case 'missing-field':
      return refuse('invalid', 'Field required', {
        param: [...problem.path, problem.name].join('.'),
      })
    case 'wrong-type':
      return refuse('invalid', `Input should be a valid ${problem.expected.join(' or ')}`, {
        param,
      })
    case 'wrong-choice':
      return refuse('invalid', `Input should be ${quoted(problem.allowed)}`, { param })
    case 'wrong-value':
      return refuse('invalid', `Input should have ${problem.rule}`, { param })
    default:
      return problem satisfies never
  }
}

const quoted = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(' or ')

export const check = checkWith(complain)
