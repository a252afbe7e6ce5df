import { version } from '../../package.json' with { type: 'json' }
import { systemClock } from '../actor/index.ts'
import type { Start, StartOptions } from '../cli/index.ts'
import { configFileName, listenAddressText } from '../settings/index.ts'
import { openMainLog } from '../telemetry/log.ts'
import { watchForDefects } from './defects.ts'
import { openDemo } from './demo.ts'
import { followFile } from './follow-file.ts'
import { prepare, show, type Environment, type Preparation } from './prepare.ts'
import { listenForStop, type StopSignal } from './stop-signal.ts'
import { Switchyard } from './switchyard.ts'

/**
 * Serves until a signal asks it to stop. The exit code is 0 after an orderly stop, 1 when it could not
 * begin or had a defect, 130 after a second signal.
 */
export const start: Start = (options) => {
  const stop = listenForStop({
    clock: systemClock,
    source: process,
    hasRunner: process.env['npm_lifecycle_event'] !== undefined,
    onSecond: () => process.exit(INTERRUPTED),
  })
  return options.isDemo ? startDemo(options, stop) : serve(options, process.env, stop)
}

/** What a shell calls a program that was ended by SIGINT. */
const INTERRUPTED = 130

/** The demo shows the same thing to everybody: it reads nobody's configuration. */
const startDemo = async (asked: StartOptions, stop: StopSignal): Promise<number> => {
  if (asked.configFile !== undefined)
    return complain(['`--demo` brings a configuration of its own: leave out `--config`'])
  await using demo = await openDemo(asked)
  return await serve(demo.options, { ...process.env, [configFileName]: undefined }, stop)
}

const serve = async (
  options: StartOptions,
  environment: Environment,
  stop: StopSignal,
): Promise<number> => {
  const prepared = await Promise.race([prepare(options, environment), stop.first])
  if (typeof prepared === 'string') return 0
  if (prepared.type === 'refused') return complain(prepared.reasons)
  try {
    return await untilStopped(prepared, stop)
  } finally {
    prepared.lock[Symbol.dispose]()
  }
}

const untilStopped = async (ready: Ready, stop: StopSignal): Promise<number> => {
  show(ready.secrets)
  using log = openMainLog({ clock: systemClock, environment: process.env })
  const defects = watchForDefects(log)
  for (const warning of ready.warnings) log.warning(warning)
  const switchyard = new Switchyard({ ...ready, version, log })
  const listening = switchyard.start()
  if (listening.type === 'refused') return complain([listening.explanation])
  log.info('listening', { address: `http://${listenAddressText(listening)}`, version })
  const { admin } = listening
  if (admin !== undefined)
    log.info('listening for administrators', { address: `http://${listenAddressText(admin)}` })
  using _following = followFile({ ...ready.file, clock: systemClock, switchyard, log })
  const ending = await Promise.race([stop.first, defects.fatal])
  const { drainMs } = switchyard
  log.info('stopping: open streams may finish', { signal: ending ?? 'none', withinMs: drainMs })
  const lost = await switchyard.stop(drainMs)
  log.info('stopped', { lost })
  await log.flush(LOG_FLUSH_MS)
  return ending === undefined ? 1 : 0
}

type Ready = Extract<Preparation, { type: 'ready' }>

const LOG_FLUSH_MS = 1_000

const complain = (lines: readonly string[]): number => {
  show(lines)
  return 1
}
