import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../../package.json' with { type: 'json' }
import { systemClock } from '../actor/index.ts'
import type { Start, StartOptions } from '../cli/index.ts'
import { startDemo, type Demo } from '../simulator/demo.ts'
import type { Client } from '../server/auth.ts'
import {
  faultText,
  loadSettings,
  resolveRootKey,
  warningText,
  type RootKeys,
  type Settings,
} from '../settings/index.ts'
import { Switchyard } from './switchyard.ts'
import { openMainLog, type MainLog } from '../telemetry/log.ts'

/** Serves until a signal asks it to stop. The exit code is 0 after an orderly stop, 1 when it could not begin. */
export const start: Start = async (options) => {
  if (!options.isDemo) return serve(options)
  const dataDir = await mkdtemp(join(tmpdir(), 'switchyard-demo-'))
  const demo = await startDemo(dataDir)
  try {
    return await serve(withDemo(options, demo))
  } finally {
    await demo.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const withDemo = (options: StartOptions, { layer }: Demo): StartOptions => ({
  ...options,
  flags: [...options.flags, layer],
})

const serve = async (options: StartOptions): Promise<number> => {
  const loaded = await loadSettings({
    ...(options.configFile === undefined ? {} : { configFile: options.configFile }),
    environment: process.env,
    flags: options.flags,
    whereabouts: { home: homedir(), workingFolder: process.cwd() },
  })
  if (loaded.type === 'refused') return complain(loaded.faults.map(faultText))
  const { settings } = loaded
  await mkdir(settings.global.data_dir, { recursive: true, mode: 0o700 })
  const keys = await resolveRootKey(settings, settings.global.data_dir, (length) =>
    crypto.getRandomValues(new Uint8Array(length)),
  )
  if (keys.type === 'refused') return complain([keys.explanation])
  showOnce(keys)
  using log = openMainLog({ clock: systemClock, environment: process.env })
  for (const warning of loaded.warnings) log.warning(warningText(warning))
  return untilStopped(settings, clientsOf(keys), log)
}

const untilStopped = async (
  settings: Settings,
  clients: ReadonlyMap<string, Client>,
  log: MainLog,
): Promise<number> => {
  const switchyard = new Switchyard({ settings, version, clients, log })
  const listening = switchyard.start()
  if (listening.type === 'refused') return complain([listening.explanation])
  log.info('listening', { address: `http://${listening.host}:${listening.port}`, version })
  const signal = await firstSignal()
  const drainMs = settings.global.shutdown_drain_timeout_secs * 1000
  log.info('stopping: open streams may finish', { signal, withinMs: drainMs })
  const lost = await switchyard.stop(drainMs)
  log.info('stopped', { lost })
  await log.flush(LOG_FLUSH_MS)
  return 0
}

const LOG_FLUSH_MS = 1_000

/** What a shell calls a program that was ended by SIGINT. */
const INTERRUPTED = 130

/** A second signal means now. */
const firstSignal = (): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      resolve(signal)
      for (const again of ['SIGINT', 'SIGTERM'] as const)
        process.on(again, () => process.exit(INTERRUPTED))
    })
  }
  return promise
}

const clientsOf = ({
  client,
  admin,
}: Extract<RootKeys, { type: 'ready' }>): ReadonlyMap<string, Client> =>
  new Map([
    ...(client === undefined ? [] : [[client.sha256, { user: 'root', key: 'api_key' }] as const]),
    ...(admin === undefined ? [] : [[admin.sha256, { user: 'root', key: 'admin_key' }] as const]),
  ])

const showOnce = ({ generated }: Extract<RootKeys, { type: 'ready' }>): void => {
  for (const { setting, key } of generated)
    process.stderr.write(`${setting} was made and is shown this once: ${key.reveal()}\n`)
}

const complain = (lines: readonly string[]): number => {
  for (const line of lines) process.stderr.write(`${line}\n`)
  return 1
}
