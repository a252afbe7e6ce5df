import type { Clock } from '../actor/index.ts'
import {
  editedFileOf,
  faultText,
  type FileText,
  watchSettings,
  warningText,
} from '../settings/index.ts'
import type { Log } from '../telemetry/log.ts'
import type { Switchyard } from './switchyard.ts'

export type Following = {
  /** As it was when the program began. */
  readonly known: FileText
  readonly read: () => Promise<FileText>
  readonly clock: Pick<Clock, 'schedule'>
  readonly switchyard: Pick<Switchyard, 'reload'>
  readonly log: Log
}

/** Applies the configuration file at each change of it. One with faults is refused, and what held before stays. */
export const followFile = (following: Following): Disposable =>
  watchSettings({
    known: following.known,
    read: following.read,
    schedule: following.clock.schedule,
    onChange: (read) => take(following, read),
  })

const take = async ({ switchyard, log }: Following, read: FileText): Promise<void> => {
  const edited = editedFileOf(read)
  const reloaded = await switchyard.reload(edited)
  if (reloaded.type === 'refused') {
    for (const reason of reloaded.faults.map(faultText))
      log.error('the configuration file was refused, what held before stays', {
        ...edited.name,
        reason,
      })
    return
  }
  const { loaded, applied } = reloaded
  for (const warning of loaded.warnings) log.warning(warningText(warning), edited.name)
  const { generation, changed, requiresRestart } = applied
  log.info('the configuration file was applied', {
    ...edited.name,
    generation: generation.number,
    setting: changed.join(', ') || 'none',
  })
  if (requiresRestart.length > 0)
    log.warning('these settings hold after the next start', { setting: requiresRestart.join(', ') })
}
