/** The ledger thread: hosts the ledger actor, and with it the database. */
import { systemClock } from '../src/actor/clock.ts'
import { joinParent } from '../src/actor/join-parent.ts'
import { ledgerActor } from '../src/ledger/actor.ts'
import { openStore } from '../src/ledger/store/open-store.ts'
import { openThreadLog } from '../src/telemetry/log.ts'

joinParent(({ node }) => {
  const log = openThreadLog(node, { clock: systemClock, environment: process.env })
  return { definitions: [ledgerActor({ openStore, log })] }
})
