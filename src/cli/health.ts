import type { Command } from 'commander'
import { type Layer, loadSettings, type Settings } from '../settings/index.ts'
import { exitCodes } from './exit-codes.ts'
import { addSettingFlags } from './setting-flags.ts'
import type { Surroundings } from './surroundings.ts'

export type HealthOptions = { readonly configFile?: string; readonly flags: readonly Layer[] }

/** `switchyard health`: for a container, whose image holds no other program that could ask. */
export const addHealth = (
  program: Command,
  action: (options: HealthOptions) => Promise<void>,
): void => {
  const command = program
    .command('health')
    .description('ask the Switchyard that runs with these settings whether it answers')
    .option('-c, --config <file>', 'configuration file it was started with')
  const flags = addSettingFlags(command)
  command.action(({ config }: { readonly config?: string }) =>
    action({ ...(config === undefined ? {} : { configFile: config }), flags: flags.layers() }),
  )
}

/** Done when it answers. Says nothing about its accounts: an orchestrator must not restart a program for those. */
export const health = async (
  options: HealthOptions,
  { environment, whereabouts, print, complain }: Surroundings,
): Promise<number> => {
  const loaded = await loadSettings({ ...options, environment, whereabouts })
  if (loaded.type === 'refused') {
    complain('the settings have faults: `switchyard check-config` names them\n')
    return exitCodes.failed
  }
  const url = healthUrl(loaded.settings)
  // The proxy of the environment has no way back to this machine.
  const status = await fetch(url, { proxy: false }).then(
    (response) => response.status,
    () => undefined,
  )
  const isAnswering = status === 200
  if (isAnswering) print(`${url} answers\n`)
  else complain(`${url} ${status === undefined ? 'does not answer' : `answers ${status}`}\n`)
  return isAnswering ? exitCodes.done : exitCodes.failed
}

/** The page that never needs a key. Who listens on every address is asked on this machine's own. */
const healthUrl = ({ global, proxy }: Settings): string => {
  const isEverywhere = proxy.allow_lan_access || ['0.0.0.0', '::'].includes(global.host)
  const host = isEverywhere ? '127.0.0.1' : global.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${global.port}/internal/health`
}
