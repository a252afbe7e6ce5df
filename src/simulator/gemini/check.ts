/** What is wrong with a field, the way Google's gateway says it: protobuf's words, names in snake case. */
import { refuse } from '../answer.ts'
import { checkWith, type Complain } from '../check.ts'
import type { Path } from '../problem.ts'

const complain: Complain = (problem) => {
  switch (problem.type) {
    case 'unknown-field': {
      const place = problem.path.length === 0 ? '' : ` at '${nameOf(problem.path)}'`
      const message = `Invalid JSON payload received. Unknown name "${problem.name}"${place}: Cannot find field.`
      return refuse('unknown-field', message, { param: nameOf(problem.path) })
    }
    case 'missing-field': {
      const param = nameOf([...problem.path, problem.name])
      return refuse('invalid', `* ${param}: is required`, { param })
    }
    case 'wrong-type': {
      const param = nameOf(problem.path)
      const message = `Invalid value at '${param}': expected ${problem.expected.join(' or ')}, found ${problem.found}`
      return refuse('invalid', message, { param })
    }
    case 'wrong-choice': {
      const param = nameOf(problem.path)
      const message = `Invalid value at '${param}': "${problem.found}". Please use a valid one: ${problem.allowed.join(', ')}.`
      return refuse('invalid', message, { param })
    }
    case 'wrong-value': {
      const param = nameOf(problem.path)
      const message = `* ${param}: must be ${problem.rule}`
      return refuse('invalid', message, { param })
    }
    default:
      return problem satisfies never
  }
}

/** `generation_config.stop_sequences[0]` */
const nameOf = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${snake(step)}`))
    .join('')
    .replace(/^\./, '')

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const check = checkWith(complain)
