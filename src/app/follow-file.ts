import { systemClock } from '../actor/index.ts'
import type { StartOptions } from '../cli/index.ts'
import {
  faultText,
  watchSettings,
  warningText,
  type LoadedSettings,
  type Settings,
} from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'
import { load, openAccess, type Environment } from './prepare.ts'
import type { Switchyard } from './switchyard.ts'

export type Following = {
  readonly file: string
  readonly options: StartOptions
  readonly environment: Environment
  /** Of the start: where the keys are, whatever the file says now. */
  readonly dataDir: string
  readonly switchyard: Switchyard
  readonly log: Log
  /** Shows lines to the operator alone. */
  readonly show: (lines: readonly string[]) => void
}

/** Applies the configuration file at each change of it. One with faults is refused, and what held before stays. */
export const followFile = (following: Following): Promise<Disposable> =>
  watchSettings({
    file: following.file,
    load: () => load(following.options, following.environment),
    schedule: systemClock.schedule,
    onChange: (loaded) => take(following, loaded),
  })

const take = async (following: Following, loaded: LoadedSettings): Promise<void> => {
  const { log, file } = following
  for (const warning of loaded.warnings) log.warning(warningText(warning), { file })
  if (loaded.type === 'refused') return refuse(following, loaded.faults.map(faultText))
  await apply(following, loaded.settings)
}

const apply = async (following: Following, settings: Settings): Promise<void> => {
  const { switchyard, log, file, show, dataDir } = following
  const access = await openAccess(settings, dataDir)
  if (access.type === 'refused') return refuse(following, [access.explanation])
  show(access.secrets)
  const { generation, changed, requiresRestart } = switchyard.apply(settings, access.clients)
  log.info('the configuration file was applied', {
    file,
    generation: generation.number,
    setting: changed.join(', '),
  })
  if (requiresRestart.length > 0)
    log.warning('these settings hold after the next start', { setting: requiresRestart.join(', ') })
}

const refuse = ({ log, file }: Following, reasons: readonly string[]): void => {
  for (const reason of reasons)
    log.error('the configuration file was refused, what held before stays', { file, reason })
}
