import { isLogLevel, type LogLevel } from './format.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type LevelChoice = {
  readonly level: LogLevel | 'off'
  /** The variable whose value says nothing that is understood. The level is the default then. */
  readonly notUnderstood: string
}

const defaultLevel = 'info'

/**
 * `LOG_LEVEL` is one word. `RUST_LOG`, which gephyr's operators have set, is a list of directives such as
 * `warn,gephyr=debug`: the one for the program decides, else the one for everything; others are for
 * libraries that are not here.
 */
export const chooseLevel = (environment: Environment): LevelChoice => {
  const own = environment['LOG_LEVEL']
  if (own !== undefined && own !== '') return choice('LOG_LEVEL', readLevel(own))
  const rust = environment['RUST_LOG']
  if (rust !== undefined && rust !== '') return choice('RUST_LOG', readDirectives(rust))
  return { level: defaultLevel, notUnderstood: '' }
}

const choice = (variable: string, level: LogLevel | 'off' | undefined): LevelChoice => ({
  level: level ?? defaultLevel,
  notUnderstood: level === undefined ? variable : '',
})

const readLevel = (text: string): LogLevel | 'off' | undefined => {
  const word = text.trim().toLowerCase()
  const name = word === 'warn' ? 'warning' : word
  return name === 'off' || isLogLevel(name) ? name : undefined
}

const programs: ReadonlySet<string> = new Set(['switchyard', 'gephyr'])

const readDirectives = (text: string): LogLevel | 'off' | undefined => {
  const directives = text.split(',').map((directive) => directive.trim().split('='))
  const forProgram = directives.find(([target = '', level]) => level && programs.has(target))
  const forAll = directives.find(([, level]) => level === undefined)
  return readLevel(forProgram?.[1] ?? forAll?.[0] ?? '')
}
