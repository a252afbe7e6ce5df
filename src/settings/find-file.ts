import { join } from 'node:path'
import type { Fault } from './findings.ts'

/** The names a configuration file may have in the data folder. */
const names = ['config.toml', 'config.json', 'config.yaml', 'config.yml']

export type Found =
  | { readonly type: 'found'; readonly file: string }
  /** There is none, which is fine when none was named. */
  | { readonly type: 'none' }
  | { readonly type: 'refused'; readonly fault: Fault }

/** The configuration file: the one that was named, else the only one in the data folder. */
export const findFile = async (named: string | undefined, dataFolder: string): Promise<Found> => {
  if (named !== undefined) return (await exists(named)) ? found(named) : missing(named)
  const present: string[] = []
  for (const name of names) {
    if (await exists(join(dataFolder, name))) present.push(name)
  }
  const [first, ...others] = present
  if (first === undefined) return { type: 'none' }
  return others.length === 0 ? found(join(dataFolder, first)) : several(present, dataFolder)
}

const exists = (file: string): Promise<boolean> => Bun.file(file).exists()

const found = (file: string): Found => ({ type: 'found', file })

const refused = (message: string, file: string): Found => ({
  type: 'refused',
  fault: { path: '', message, source: `file ${file}` },
})

const missing = (file: string) => refused('does not exist, or is no file', file)

const several = (present: readonly string[], folder: string) =>
  refused(`holds ${present.join(' and ')}: name the one that is meant with \`--config\``, folder)
