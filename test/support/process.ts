import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { type Transcript, transcribe } from './transcript.ts'

export const root = resolve(import.meta.dir, '../..')

export type ProcessOptions = {
  /** The project's folder when not told. */
  readonly folder?: string
  /** Laid over a bare environment: PATH, and a home where nothing of ours is. */
  readonly environment?: Readonly<Record<string, string>>
  /** The head of a process group of its own, as a shell starts programs: `-pid` reaches all of it. */
  readonly isGroup?: boolean
}

/** A program started as its users start it. */
export type Running = AsyncDisposable & {
  readonly pid: number
  readonly out: Transcript
  readonly errors: Transcript
  /** Where it listens, as its log says. Rejects with its words when it ends before. */
  listening(): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Its exit code; -1 when a signal has ended it. */
  readonly exited: Promise<number>
}

const bareEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  // Bun keeps what it has compiled there; a user's configuration is not there.
  HOME: tmpdir(),
}

export const startProcess = (
  command: readonly string[],
  { folder = root, environment = {}, isGroup = false }: ProcessOptions = {},
): Running => {
  const child = Bun.spawn([...command], {
    cwd: folder,
    env: { ...bareEnvironment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
  })
  const out = transcribe(child.stdout)
  const errors = transcribe(child.stderr)
  return {
    pid: child.pid,
    out,
    errors,
    listening: async () => {
      const line = await out.match(/"address":"([^"]+)"/)
      if (line === undefined) throw new Error(`it ended before it listened: ${await errors.all}`)
      return line[1] ?? ''
    },
    signal: (name) => child.kill(name),
    exited: child.exited.then((code) => (child.signalCode === null ? code : -1)),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/** By the source, without a package runner between. */
export const startSwitchyard = (words: readonly string[], options: ProcessOptions = {}): Running =>
  startProcess([process.execPath, `${root}/src/main.ts`, ...words], options)
