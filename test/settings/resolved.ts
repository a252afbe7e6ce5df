import type { Environment } from '../../src/settings/interpolate.ts'
import type { Layer } from '../../src/settings/layer.ts'
import { resolve, type Resolution } from '../../src/settings/resolve.ts'
import type { Settings } from '../../src/settings/schema.ts'

export const whereabouts = { home: '/somewhere', workingFolder: '/elsewhere' }

export const fileLayer = (tree: unknown): Layer => ({
  source: { type: 'file', file: 'config.toml' },
  form: 'file',
  tree,
})

type Values = Readonly<Record<string, string>>

export const environmentOf =
  (values: Values): Environment =>
  (name) =>
    values[name]

/** What a file of this tree makes, alone. */
export const resolveTree = (tree: unknown, values: Values = {}): Resolution =>
  resolve({ layers: [fileLayer(tree)], environment: environmentOf(values), whereabouts })

/** The settings of a tree that is expected to have no fault. */
export const settingsOf = (tree: unknown, values: Values = {}): Settings => {
  const resolution = resolveTree(tree, values)
  if (resolution.type === 'refused') throw new Error(JSON.stringify(resolution.faults))
  return resolution.settings
}

/** The faults of a tree without their source, which is the file each time. */
export const faultsOf = (tree: unknown, values: Values = {}) => {
  const resolution = resolveTree(tree, values)
  return resolution.type === 'refused'
    ? resolution.faults.map(({ source: _source, ...fault }) => fault)
    : []
}

/** `path: message` of every warning. */
export const warningsOf = (tree: unknown, values: Values = {}): readonly string[] =>
  resolveTree(tree, values).warnings.map(({ path, message }) => `${path}: ${message}`)

/** A channel with one account that works. */
export const openai = {
  id: 'openai',
  credentials: [{ id: 'one', secret: 'sk-one' }],
}
