import { systemClock } from '../actor/index.ts'
import { faultText, watchSettings, warningText } from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'
import type { Switchyard } from './switchyard.ts'

export type Following = {
  readonly file: string
  readonly switchyard: Switchyard
  readonly log: Log
}

/** Applies the configuration file at each change of it. One with faults is refused, and what held before stays. */
export const followFile = (following: Following): Promise<Disposable> =>
  watchSettings({
    file: following.file,
    schedule: systemClock.schedule,
    onChange: () => take(following),
  })

const take = async ({ switchyard, log, file }: Following): Promise<void> => {
  const reloaded = await switchyard.reload()
  if (reloaded.type === 'refused') {
    for (const reason of reloaded.faults.map(faultText))
      log.error('the configuration file was refused, what held before stays', { file, reason })
    return
  }
  const { loaded, applied } = reloaded
  for (const warning of loaded.warnings) log.warning(warningText(warning), { file })
  const { generation, changed, requiresRestart } = applied
  log.info('the configuration file was applied', {
    file,
    generation: generation.number,
    setting: changed.join(', '),
  })
  if (requiresRestart.length > 0)
    log.warning('these settings hold after the next start', { setting: requiresRestart.join(', ') })
}
