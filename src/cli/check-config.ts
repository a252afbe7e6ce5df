import type { Command } from 'commander'
import {
  type Described,
  describe,
  faultText,
  type Layer,
  type LoadedSettings,
  loadSettings,
  warningText,
} from '../settings/index.ts'
import { exitCodes } from './exit-codes.ts'
import { addSettingFlags } from './setting-flags.ts'
import type { Surroundings } from './surroundings.ts'

export type CheckOptions = { readonly file?: string; readonly flags: readonly Layer[] }

/** `switchyard check-config FILE`. */
export const addCheckConfig = (
  program: Command,
  action: (options: CheckOptions) => Promise<void>,
) => {
  const command = program
    .command('check-config')
    .description('print every fault of a configuration, or the settings it makes')
    .argument('[file]', 'configuration file (default: the one `start` would read)')
  const flags = addSettingFlags(command)
  command.action((file?: string) =>
    action({ ...(file === undefined ? {} : { file }), flags: flags.layers() }),
  )
}

/** Faults are the result when there are any (exit code 1), else the settings; warnings stand beside both. */
export const checkConfig = async (
  { file, flags }: CheckOptions,
  { environment, whereabouts, print, complain }: Surroundings,
): Promise<number> => {
  const loaded = await loadSettings({
    ...(file === undefined ? {} : { configFile: file }),
    environment,
    flags,
    whereabouts,
  })
  for (const warning of loaded.warnings) complain(`warning: ${warningText(warning)}\n`)
  print(report(loaded))
  return loaded.type === 'loaded' ? exitCodes.done : exitCodes.failed
}

const report = (loaded: LoadedSettings): string => {
  if (loaded.type === 'refused') {
    const count = loaded.faults.length === 1 ? '1 fault' : `${loaded.faults.length} faults`
    return [...loaded.faults.map((fault) => `fault: ${faultText(fault)}`), count, ''].join('\n')
  }
  const lines = [...describe(loaded.settings, loaded.originOf)]
    .filter(([, described]) => isTelling(described))
    .map(([path, { value, source }]) => `${path} = ${JSON.stringify(value)}  # ${source}`)
  return [...lines, ''].join('\n')
}

/** A default that nothing uses yet would only make the list longer. */
const isTelling = ({ isUsed, source }: Described): boolean => isUsed || source !== 'default'
