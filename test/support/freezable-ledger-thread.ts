/** A ledger thread that stands still at its next write for as long as the shared flag is 1. */
import { joinParent } from '../../src/actor/join-parent.ts'
import { ledgerActor } from '../../src/ledger/actor.ts'
import { openStore } from '../../src/ledger/store/open-store.ts'
import type { OpenStore } from '../../src/ledger/store/store.ts'
import { silentLog } from '../../src/telemetry/log.ts'

const freezable =
  (frozen: Int32Array): OpenStore =>
  async (dsn) => {
    const opened = await openStore(dsn)
    if (opened.type === 'failed') return opened
    const { store } = opened
    const write: typeof store.write = (records) => {
      Atomics.wait(frozen, 0, 1)
      return store.write(records)
    }
    return { type: 'opened', store: { ...store, write } }
  }

joinParent(({ environment }) => {
  if (!(environment instanceof SharedArrayBuffer)) throw new TypeError('a shared flag is needed')
  const openFreezable = freezable(new Int32Array(environment))
  return { definitions: [ledgerActor({ openStore: openFreezable, log: silentLog })] }
})
