/** What is wrong with a field, the way OpenAI says it: a sentence, `param` in its notation, and a code. */
import { refuse } from '../answer.ts'
import { checkWith, type Complain } from '../check.ts'
import type { Path } from '../problem.ts'

const complain: Complain = (problem) => {
  switch (problem.type) {
    case 'unknown-field': {
      const param = nameOf([...problem.path, problem.name])
      return refuse('unknown-field', `Unknown parameter: '${param}'.`, { param })
    }
    case 'missing-field': {
      const param = nameOf([...problem.path, problem.name])
      const code = 'missing_required_parameter'
      return refuse('invalid', `Missing required parameter: '${param}'.`, { param, code })
    }
    case 'wrong-type': {
      const param = nameOf(problem.path)
      const message = `Invalid type for '${param}': expected ${problem.expected.join(' or ')}, but got ${problem.found} instead.`
      return refuse('invalid', message, { param, code: 'invalid_type' })
    }
    case 'wrong-choice': {
      const param = nameOf(problem.path)
      const allowed = problem.allowed.map((text) => `'${text}'`).join(', ')
      const message = `Invalid value: '${problem.found}'. Supported values are: ${allowed}.`
      return refuse('invalid', message, { param, code: 'invalid_value' })
    }
    case 'wrong-value': {
      const param = nameOf(problem.path)
      const message = `Invalid '${param}': expected ${problem.rule}.`
      return refuse('invalid', message, { param, code: 'invalid_value' })
    }
    default:
      return problem satisfies never
  }
}

/** `messages[0].role` */
const nameOf = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')

export const check = checkWith(complain)
