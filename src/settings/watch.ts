import type { FileText } from './config-file.ts'

/** As `Clock.schedule` has it: settings know nothing of actors. */
export type Schedule = (delayMs: number, run: () => void) => { cancel(): void }

export type WatchOptions = {
  /** As the file was read last: what differs from it is a change, however soon after it was made. */
  readonly known: FileText
  readonly read: () => Promise<FileText>
  readonly schedule: Schedule
  /** Told of each change with what was read; never while it is still at the one before. */
  readonly onChange: (read: FileText) => Promise<void>
}

/**
 * The file is looked at, not listened to: a folder's events tell of every write to the database beside it, cost each
 * request most of a microsecond, and do not come at all from some mounted volumes. It is read at each look, since times and
 * sizes stay as they were on volumes that count seconds, and when a copy keeps them. With ten thousand accounts in it that
 * costs a thousandth of a core.
 */
const LOOK_MS = 500

/**
 * Watches the configuration file. A change is taken when the file has stayed as it is from one look to the next, since
 * editors and volumes write in several steps; a file with the same content is none. Disposing it ends the watch.
 */
export const watchSettings = (options: WatchOptions): Disposable => {
  const watching = new Watching(options)
  return { [Symbol.dispose]: () => watching.stop() }
}

class Watching {
  readonly #options: WatchOptions
  #known: FileText
  #seen: FileText
  #next: { cancel(): void }
  #isStopped = false

  constructor(options: WatchOptions) {
    this.#options = options
    this.#known = options.known
    this.#seen = options.known
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
      this.#seen = await this.#options.read()
      if (isSame(this.#seen, before) && !isSame(this.#seen, this.#known)) await this.#take()
    } finally {
      if (!this.#isStopped) this.#next = this.#later()
    }
  }

  async #take(): Promise<void> {
    this.#known = this.#seen
    await this.#options.onChange(this.#seen)
  }
}

const isSame = (one: FileText, other: FileText): boolean => {
  if (one.type === 'text')
    return other.type === 'text' && one.file === other.file && one.text === other.text
  if (one.type === 'refused')
    return other.type === 'refused' && one.fault.message === other.fault.message
  return other.type === 'none'
}
