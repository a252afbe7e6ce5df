import type { Ledger } from '../ledger/client.ts'
import type { Client } from '../server/auth.ts'
import {
  type AppliedGeneration,
  type ConfigFile,
  describe,
  type Described,
  type Fault,
  type LoadedSettings,
  overruledBy,
  patched,
  patchFaults,
  type Settings,
  type SettingsChange,
  type Table,
} from '../settings/index.ts'
import type { Access } from './access.ts'
import type { Seal } from '../server/front.ts'
import { settingEntries } from './stored-settings.ts'

/** Where settings come from while the program runs. */
export type SettingsSource = {
  /** What was changed while earlier runs ran. */
  readonly runtime: Table
  /** Where each value of the settings at the start comes from. */
  readonly originOf: OriginOf
  /** The file as it was at the start. */
  readonly file: ConfigFile
  /** What all layers make, with what was changed while the program ran between the file and the environment. */
  readonly load: (runtime: Table, file: ConfigFile) => LoadedSettings
  /** Who may come in under these settings. */
  readonly openAccess: (settings: Settings) => Promise<Access>
  /** For what is stored of secrets. */
  readonly seal: Seal
  /** Shows lines to the operator alone: they hold keys that cannot be read again. */
  readonly show: (lines: readonly string[]) => void
}

export type OriginOf = Loaded['originOf']

export type ConfigurationParts = SettingsSource & {
  readonly ledger: Pick<Ledger, 'keepState' | 'stateWritten'>
  readonly now: () => number
  readonly apply: (settings: Settings, clients: ReadonlyMap<string, Client>) => AppliedGeneration
}

export type Reloaded =
  | { readonly type: 'applied'; readonly loaded: Loaded; readonly applied: AppliedGeneration }
  | { readonly type: 'refused'; readonly faults: readonly Fault[] }

type Loaded = Extract<LoadedSettings, { type: 'loaded' }>

/** For the database to say that a change is kept. */
const SAVE_MS = 2_000

/** What the settings are made of, and the one place where they change while the program runs: one change at a time. */
export class Configuration {
  readonly #parts: ConfigurationParts
  #runtime: Table
  /** As it was last applied: a change in the moment of an edit must not take what is half written. */
  #file: ConfigFile
  #originOf: OriginOf
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: ConfigurationParts) {
    this.#parts = parts
    this.#runtime = parts.runtime
    this.#file = parts.file
    this.#originOf = parts.originOf
  }

  /** Every value of these settings, which are in effect, with where it comes from; fit to be shown. */
  describe(settings: Settings): ReadonlyMap<string, Described> {
    return describe(settings, this.#originOf)
  }

  /** See `ChangeSettings`. */
  async change(patch: unknown): Promise<SettingsChange> {
    const faults = patchFaults(patch)
    if (faults.length > 0) return refused(faults)
    const made = await this.#inTurn(() => this.#make(patch as Table))
    if (made.type === 'refused') return made
    const saved = !made.isNew || (await this.#parts.ledger.stateWritten(SAVE_MS))
    const { changed, requiresRestart } = made.applied
    const overruled = overruledBy(patch, made.loaded.originOf)
    return { type: 'changed', saved, changed, requiresRestart, overruled }
  }

  /**
   * The file has changed: what all layers make with it holds. The file must be good by itself, since without what was
   * changed while the program ran nothing else could start from it.
   */
  reload(file: ConfigFile): Promise<Reloaded> {
    return this.#inTurn(async () => {
      const bare = this.#parts.load({}, file)
      if (bare.type === 'refused') return refused(bare.faults)
      const reloaded = await this.#apply(this.#runtime, file)
      if (reloaded.type === 'applied') this.#file = file
      return reloaded
    })
  }

  async #make(patch: Table): Promise<Made> {
    const before = this.#runtime
    const after = patched(before, patch)
    const { seal, now } = this.#parts
    const entries = await settingEntries({ before, after, at: now() }, seal).catch(unsealed)
    if ('type' in entries) return entries
    const made = await this.#apply(after, this.#file)
    if (made.type === 'refused') return made
    this.#runtime = after
    this.#parts.ledger.keepState(entries)
    return { ...made, isNew: entries.length > 0 }
  }

  async #apply(runtime: Table, file: ConfigFile): Promise<Reloaded> {
    const loaded = this.#parts.load(runtime, file)
    if (loaded.type === 'refused') return refused(loaded.faults)
    const access = await this.#parts.openAccess(loaded.settings)
    if (access.type === 'refused')
      return refused([{ path: '', message: access.explanation, source: '' }])
    this.#parts.show(access.secrets)
    const applied = this.#parts.apply(loaded.settings, access.clients)
    this.#originOf = loaded.originOf
    return { type: 'applied', loaded, applied }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }
}

const refused = (faults: readonly Fault[]): Refused => ({
  type: 'refused',
  faults,
})

const unsealed = (error: unknown): Refused =>
  refused([{ path: '', message: `cannot be sealed: ${String(error)}`, source: 'runtime' }])

type Refused = Extract<Reloaded, { type: 'refused' }>

type Made = (Extract<Reloaded, { type: 'applied' }> & { readonly isNew: boolean }) | Refused
