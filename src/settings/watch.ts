import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { LoadedSettings } from './load.ts'

/** As `Clock.schedule` has it: settings know nothing of actors. */
export type Schedule = (delayMs: number, run: () => void) => { cancel(): void }

export type WatchOptions = {
  /** The file to watch; its folder is what is really watched, because editors replace files. */
  readonly file: string
  readonly load: () => Promise<LoadedSettings>
  readonly schedule: Schedule
  /** Told after each change of the file's content, with what it makes now; never while it is still at the one before. */
  readonly onChange: (loaded: LoadedSettings) => Promise<void>
}

/** Editors and mounted volumes write in several steps: what comes within this is one change. */
const QUIET_MS = 100

/**
 * Watches the configuration file. Only a new content counts: a touched file, or a neighbour's change, is none.
 * Disposing it ends the watch.
 */
export const watchSettings = async (options: WatchOptions): Promise<Disposable> => {
  const { file, load, schedule, onChange } = options
  let content = await contentOf(file)
  let pending: { cancel(): void } | undefined

  const look = async (): Promise<void> => {
    pending = undefined
    const now = await contentOf(file)
    if (now === undefined || now === content) return
    content = now
    await onChange(await load())
  }
  let turn = Promise.resolve()
  const watcher = watch(dirname(file), (_event, name) => {
    // A mounted volume swaps a folder beside the file, so every name may concern it.
    if (name === null || name === basename(file) || name.startsWith('..')) {
      pending?.cancel()
      pending = schedule(QUIET_MS, () => {
        // A change that could not be taken must not keep the next one from its turn.
        turn = turn.then(look, look)
      })
    }
  })
  return {
    [Symbol.dispose]: () => {
      pending?.cancel()
      watcher.close()
    },
  }
}

/** Undefined while there is no such file: it is being replaced, or gone; what holds stays. */
const contentOf = async (file: string): Promise<string | undefined> => {
  try {
    return await Bun.file(file).text()
  } catch {
    return undefined
  }
}
