import { peekState } from '../ledger/store/peek-state.ts'
import type { KeptState } from '../scheduler/kept-state.ts'
import { leavesOf, pathText, type Table } from '../settings/index.ts'
import { keptStateOf, wantedKinds } from './kept-entries.ts'
import { MAX_STORED_SETTINGS, settingKind, settingsFrom } from './stored-settings.ts'

/** What earlier runs left for this one. */
export type Stored = {
  /** What was changed while they ran. */
  readonly runtime: Table
  /** What the scheduler knew. */
  readonly state: KeptState
  /** What was changed is to be forgotten in the database too. */
  readonly isDropping: boolean
  /** Lines for the log. */
  readonly warnings: readonly string[]
}

/** A database that cannot be read keeps nobody from starting. */
export const readStored = async (dsn: string, isForcingConfig: boolean): Promise<Stored> => {
  const peeked = await peekState(dsn, { [settingKind]: MAX_STORED_SETTINGS, ...wantedKinds })
  if (peeked.type === 'failed') {
    const { code, message } = peeked
    const warning = `what earlier runs have stored cannot be read and is left out: ${message} (${code})`
    return {
      runtime: {},
      state: keptStateOf(new Map()),
      isDropping: isForcingConfig,
      warnings: [warning],
    }
  }
  const runtime = settingsFrom(peeked.entries.get(settingKind) ?? [])
  const state = keptStateOf(peeked.entries)
  return isForcingConfig
    ? { runtime: {}, state, isDropping: true, warnings: dropped(runtime) }
    : { runtime, state, isDropping: false, warnings: [] }
}

const dropped = (runtime: Table): readonly string[] => {
  const paths = leavesOf(runtime).map(({ path }) => pathText(path))
  return paths.length === 0
    ? []
    : [`what was changed while the program ran is dropped: ${paths.join(', ')}`]
}
