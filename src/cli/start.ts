import type { Command } from 'commander'
import type { Layer } from '../settings/index.ts'
import { addSettingFlags } from './setting-flags.ts'

/** What the command line asks of the start. */
export type StartOptions = {
  /** Given to `loadSettings`. */
  readonly configFile?: string
  /** Given to `loadSettings`, highest of all layers. */
  readonly flags: readonly Layer[]
  /** Drop what was changed while the program ran, and begin with the file again. */
  readonly isForcingConfig: boolean
  /** Simulated upstreams and accounts instead of real ones. */
  readonly isDemo: boolean
}

/** Serves until it is stopped; its result is the exit code. */
export type Start = (options: StartOptions) => Promise<number>

type Parsed = {
  readonly config?: string
  readonly forceConfig?: boolean
  readonly bootstrapForceConfig?: boolean
  readonly demo?: boolean
}

/** `switchyard start`, also without the word. */
export const addStart = (program: Command, action: (options: StartOptions) => Promise<void>) => {
  const command = program
    .command('start', { isDefault: true })
    .description('serve (the default)')
    .option('-c, --config <file>', 'configuration file (default: the one in the data folder)')
    .option('--force-config', 'drop what was changed while the program ran')
    .option('--demo', 'simulated upstreams and accounts: nothing real is called')
  hideOption(command, '--bootstrap-force-config')
  hideOption(command, '--headless')
  const flags = addSettingFlags(command)
  command.action(({ config, forceConfig, bootstrapForceConfig, demo }: Parsed) =>
    action({
      ...(config === undefined ? {} : { configFile: config }),
      flags: flags.layers(),
      isForcingConfig: forceConfig === true || bootstrapForceConfig === true,
      isDemo: demo === true,
    }),
  )
}

/** Accepted, because start scripts of gephyr and gproxy give it. */
const hideOption = (command: Command, name: string) =>
  command.addOption(command.createOption(name).hideHelp())
