/** A process that logs to its stdout: so many lines at once, then `flush` and the end when stdin ends. */
import { systemClock } from '../../src/actor/clock.ts'
import { openMainLog } from '../../src/telemetry/log.ts'

const log = openMainLog({ clock: systemClock, environment: process.env, isTerminal: false })
const count = Number(process.argv[2])
for (let line = 1; line <= count; line += 1)
  log.info('line', { count: line, reason: 'x'.repeat(400) })
console.error('all said')

await Bun.stdin.text()
console.error(`${await log.flush(Number(process.argv[3]))} lost`)
process.exit(0)
