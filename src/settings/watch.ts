import { stat } from 'node:fs/promises'

/** As `Clock.schedule` has it: settings know nothing of actors. */
export type Schedule = (delayMs: number, run: () => void) => { cancel(): void }

export type WatchOptions = {
  readonly file: string
  readonly schedule: Schedule
  /** Told after each change of the file's content; never while it is still at the one before. */
  readonly onChange: () => Promise<void>
}

/**
 * The file is looked at, not listened to: a folder's events tell of every write to the database beside it, cost each
 * request most of a microsecond, and do not come at all from some mounted volumes.
 */
const LOOK_MS = 500

/**
 * Watches the configuration file. A change is taken when the file has stayed as it is from one look to the next, since
 * editors and volumes write in several steps; a file with the same content is none. Disposing it ends the watch.
 */
export const watchSettings = async (options: WatchOptions): Promise<Disposable> => {
  const watching = new Watching(options, await contentOf(options.file))
  return { [Symbol.dispose]: () => watching.stop() }
}

class Watching {
  readonly #options: WatchOptions
  #content: string | undefined
  #seen: string | undefined
  #taken: string | undefined
  #next: { cancel(): void }
  #isStopped = false

  constructor(options: WatchOptions, content: string | undefined) {
    this.#options = options
    this.#content = content
    this.#next = this.#later()
  }

  stop(): void {
    this.#isStopped = true
    this.#next.cancel()
  }

  #later(): { cancel(): void } {
    return this.#options.schedule(LOOK_MS, () => void this.#look())
  }

  async #look(): Promise<void> {
    try {
      const before = this.#seen
      this.#seen = await markOf(this.#options.file)
      if (this.#seen === before && this.#seen !== this.#taken) await this.#take()
    } finally {
      if (!this.#isStopped) this.#next = this.#later()
    }
  }

  async #take(): Promise<void> {
    this.#taken = this.#seen
    const content = await contentOf(this.#options.file)
    if (content === undefined || content === this.#content) return
    this.#content = content
    await this.#options.onChange()
  }
}

/** Differs when the file does. Undefined while there is none: it is being replaced, or gone; what holds stays. */
const markOf = async (file: string): Promise<string | undefined> => {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return undefined
  }
}

const contentOf = async (file: string): Promise<string | undefined> => {
  try {
    return await Bun.file(file).text()
  } catch {
    return undefined
  }
}
