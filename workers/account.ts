/** An account thread: hosts account actors, each with connections of its own. */
import { accountActor } from '../src/account/actor.ts'
import { systemClock } from '../src/actor/clock.ts'
import { joinParent } from '../src/actor/join-parent.ts'
import { logSystemEvent } from '../src/telemetry/system-events.ts'
import { openThreadLog } from '../src/telemetry/log.ts'

joinParent(({ node }) => {
  const log = openThreadLog(node, { clock: systemClock, environment: process.env })
  return { definitions: [accountActor], observe: logSystemEvent(log) }
})
