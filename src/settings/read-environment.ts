import {
  type EnvironmentName,
  environmentNames,
  idleNames,
  oldPrefixes,
} from './environment-names.ts'
import type { Warning } from './findings.ts'
import type { Environment } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { withValue } from './path.ts'

/** What the environment sets: one layer a variable, so that every value knows its name. Empty variables are not set. */
export const readEnvironment = (
  environment: Environment,
): { readonly layers: readonly Layer[]; readonly warnings: readonly Warning[] } => {
  const found = environmentNames.map((known) => find(known, environment))
  const idle = [...idleNames].filter(([name]) => environment(name) !== undefined)
  return {
    layers: found.flatMap(({ layers }) => layers),
    warnings: [
      ...found.flatMap(({ warnings }) => warnings),
      ...idle.map(([name, message]) => environmentWarning(name, message)),
    ],
  }
}

const environmentWarning = (name: string, message: string): Warning => ({
  path: '',
  message: `${name} ${message}`,
  source: `environment ${name}`,
})

const find = ({ name, path, aliases }: EnvironmentName, environment: Environment) => {
  const oldNames = oldPrefixes.map((prefix) => `${prefix}${name}`)
  const set = [name, ...aliases, ...oldNames].filter((each) => environment(each) !== undefined)
  const [winner, ...others] = set
  if (winner === undefined) return { layers: [], warnings: [] }
  const layer: Layer = {
    source: { type: 'environment', name: winner },
    form: 'text',
    tree: withValue({}, path, environment(winner)),
  }
  const old = set
    .filter((each) => oldNames.includes(each))
    .map((each) => environmentWarning(each, `is an old name: write ${name}`))
  const ignored = others
    .filter((each) => environment(each) !== environment(winner))
    .map((each) => environmentWarning(each, `is not used, because ${winner} is set`))
  return { layers: [layer], warnings: [...old, ...ignored] }
}
