/** A thread that logs as many lines as the message it gets says. */
import { systemClock } from '../../src/actor/clock.ts'
import { openThreadLog } from '../../src/telemetry/log.ts'

declare const self: Worker

const log = openThreadLog('ledger', { clock: systemClock, environment: {}, isTerminal: false })
self.addEventListener('message', (event) => {
  for (let line = 1; line <= Number(event.data); line += 1)
    log.info('from a thread', { count: line })
})
