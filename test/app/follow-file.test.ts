import { expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/clock.ts'
import { followFile, type Following } from '../../src/app/follow-file.ts'
import { prepare } from '../../src/app/prepare.ts'
import type { ConfigFile } from '../../src/settings/index.ts'
import { silentLog } from '../../src/telemetry/log.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Looks as often as it can. */
const clock: Following['clock'] = { schedule: (_delayMs, run) => systemClock.schedule(1, run) }

test('an edit that is made while the program starts holds once it runs', async () => {
  using folder = temporaryFolder()
  const file = folder.file('config.toml')
  await Bun.write(file, 'proxy.request_timeout = 7')
  const options = { flags: [], isForcingConfig: false, isDemo: false }
  const prepared = await prepare(options, { DATA_DIR: folder.path })
  if (prepared.type === 'refused') throw new Error(prepared.reasons.join('\n'))
  using _lock = prepared.lock
  await Bun.write(file, 'proxy.request_timeout = 8')
  const { promise: edited, resolve } = Promise.withResolvers<ConfigFile>()
  const reload: Following['switchyard']['reload'] = async (read) => {
    resolve(read)
    return { type: 'refused', faults: [] }
  }
  using _ = followFile({ ...prepared.file, clock, switchyard: { reload }, log: silentLog })
  expect((await edited).layers).toMatchObject([{ tree: { proxy: { request_timeout: 8 } } }])
})
