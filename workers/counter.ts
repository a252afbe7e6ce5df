/** The counting thread: holds the tokenizer, which no other thread has room or time for. */
import { joinParent } from '../src/actor/join-parent.ts'
import { systemClock } from '../src/actor/clock.ts'
import { counterActor } from '../src/counter/actor.ts'
import { countText } from '../src/counter/tokenizer.ts'
import { logSystemEvent } from '../src/telemetry/system-events.ts'
import { openThreadLog } from '../src/telemetry/log.ts'

joinParent(({ node }) => {
  const log = openThreadLog(node, { clock: systemClock, environment: process.env })
  return { definitions: [counterActor({ countText })], observe: logSystemEvent(log) }
})
