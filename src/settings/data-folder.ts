import { join, resolve } from 'node:path'
import { type Environment, interpolate } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { valueAt } from './path.ts'

/** Where the program runs: needed to turn `~` and relative paths into whole ones. */
export type Whereabouts = { readonly home: string; readonly workingFolder: string }

/** The data folder the highest of these layers names, as a whole path; `~/.switchyard` when none does. */
export const dataFolder = (
  layers: readonly Layer[],
  environment: Environment,
  { home, workingFolder }: Whereabouts,
): string => {
  const standard = join(home, '.switchyard')
  const named = layers
    .map(({ tree, form }) => ({ form, folder: valueAt(tree, ['global', 'data_dir']) }))
    .findLast(({ folder }) => typeof folder === 'string' && folder !== '')
  if (typeof named?.folder !== 'string') return standard
  const known = (name: string) => (name === 'DATA_DIR' ? standard : environment(name))
  const folder = named.form === 'file' ? interpolate(named.folder, known).text : named.folder
  return resolve(workingFolder, folder.replace(/^~(?=\/|$)/, home))
}
