import { systemClock } from './actor/index.ts'
import { run } from './cli/index.ts'
import { raiseFetchCap } from './raise-fetch-cap.ts'
import { start } from './app/start.ts'

raiseFetchCap()
const code = await run(process.argv.slice(2), { start })
// A pipe takes 64 KiB at once: what is longer is still on its way, and an exit would cut it. Nobody may be reading.
const flushMs = 2000
await new Promise<void>((resolve) => {
  systemClock.schedule(flushMs, resolve)
  process.stdout.write('', () => resolve())
})
process.exit(code)
