import { peekState } from '../ledger/store/peek-state.ts'
import type { KeptState } from '../scheduler/keeping/kept-state.ts'
import { leavesOf, pathText, type Table, treeOf } from '../settings/index.ts'
import { keptStateOf, wantedKinds } from './kept-entries.ts'
import type { Seal } from '../server/front.ts'
import { MAX_STORED_SETTINGS, openSetting, settingKind } from './stored-settings.ts'

/** What earlier runs left for this one. */
export type Stored = {
  /** What was changed while they ran. */
  readonly runtime: Table
  /** What of it was sealed with another key, as dotted paths. */
  readonly closed: readonly string[]
  /** What the scheduler knew. */
  readonly state: KeptState
  /** What was changed is to be forgotten in the database too. */
  readonly isDropping: boolean
  /** Lines for the log. */
  readonly warnings: readonly string[]
}

export type StoredSource = {
  readonly dsn: string
  readonly seal: Seal
  readonly isForcingConfig: boolean
}

/** A database that cannot be read keeps nobody from starting. */
export const readStored = async ({ dsn, seal, isForcingConfig }: StoredSource): Promise<Stored> => {
  const peeked = await peekState(dsn, { [settingKind]: MAX_STORED_SETTINGS, ...wantedKinds })
  const nothing = { runtime: {}, closed: [], isDropping: isForcingConfig }
  if (peeked.type === 'failed') {
    const { code, message } = peeked
    const warning = `what earlier runs have stored cannot be read and is left out: ${message} (${code})`
    return { ...nothing, state: keptStateOf(new Map()), warnings: [warning] }
  }
  const state = keptStateOf(peeked.entries)
  const entries = peeked.entries.get(settingKind) ?? []
  const settings = await Promise.all(entries.map((entry) => openSetting(entry, seal)))
  const closed = settings.flatMap((one) => (one.type === 'closed' ? [pathText(one.path)] : []))
  const runtime = treeOf(settings.flatMap((one) => (one.type === 'leaf' ? [one.leaf] : [])))
  return isForcingConfig
    ? { ...nothing, state, warnings: dropped(runtime, closed) }
    : { ...nothing, runtime, closed, state, warnings: [] }
}

const dropped = (runtime: Table, closed: readonly string[]): readonly string[] => {
  const paths = [...leavesOf(runtime).map(({ path }) => pathText(path)), ...closed]
  return paths.length === 0
    ? []
    : [`what was changed while the program ran is dropped: ${paths.join(', ')}`]
}
