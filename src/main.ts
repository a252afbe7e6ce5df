import { run } from './cli/index.ts'
import { raiseFetchCap } from './raise-fetch-cap.ts'
import { start } from './app/start.ts'

raiseFetchCap()
process.exit(await run(process.argv.slice(2), { start }))
