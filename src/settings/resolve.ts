import { Value } from '@sinclair/typebox/value'
import { complete } from './complete.ts'
import { dataFolder, type Whereabouts } from './data-folder.ts'
import { lanHost } from './lan-host.ts'
import { type Fault, fault, type Warning } from './findings.ts'
import type { Environment } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { decidingLayer, mergeTrees, type ReadLayer } from './merge.ts'
import { type Path, pathText } from './path.ts'
import { readLayer } from './read-layer.ts'
import { accessFaults, accessWarnings } from './rules-access.ts'
import { channelFaults, channelWarnings } from './rules-channels.ts'
import { complianceFaults } from './rules-compliance.ts'
import { preferredWarnings } from './rules-preferred.ts'
import { proxyFaults, proxyWarnings } from './rules-proxies.ts'
import { thoughtFaults } from './rules-thoughts.ts'
import { type Settings, settingsSchema } from './schema.ts'
import type { Source } from './source.ts'

export type Resolution =
  | {
      readonly type: 'loaded'
      readonly settings: Settings
      /** Where the effective value at a path comes from. */
      readonly originOf: (path: Path) => Source
      readonly warnings: readonly Warning[]
    }
  | {
      readonly type: 'refused'
      readonly faults: readonly Fault[]
      readonly warnings: readonly Warning[]
    }

export type Sources = {
  /** Lowest first: file, runtime changes, environment, flags. */
  readonly layers: readonly Layer[]
  readonly environment: Environment
  readonly whereabouts: Whereabouts
}

/** The settings these layers make together, or everything that is wrong with them. Pure. */
export const resolve = ({ layers, environment, whereabouts }: Sources): Resolution => {
  const folder = dataFolder(layers, environment, whereabouts)
  const known: Environment = (name) => (name === 'DATA_DIR' ? folder : environment(name))
  const read = [defaultLayer, ...layers].map((layer) => readLayer(layer, known))
  const warnings = read.flatMap((layer) => layer.warnings)
  const completed = complete({
    schema: settingsSchema,
    path: [],
    value: read.reduce<unknown>((tree, layer) => mergeTrees(tree, layer.tree), {}),
  })
  const misread = read.flatMap((layer) => layer.faults)
  const faults = [...misread, ...elsewhere(completed.faults, misread)]
  const tree = completed.value
  if (!Value.Check(settingsSchema, tree)) {
    return { type: 'refused', warnings, faults: faults.length > 0 ? faults : mismatches(tree) }
  }
  return judge({ settings: settled(tree, folder), read, faults, warnings })
}

/** What was refused at a place is missing there as well: that would be said twice. */
const elsewhere = (added: readonly Fault[], known: readonly Fault[]): readonly Fault[] => {
  const places = new Set(known.map(({ path }) => path))
  return added.filter(({ path }) => !places.has(path))
}

/** A default that depends on the data folder is a layer like any other. */
const defaultLayer: Layer = {
  source: { type: 'default' },
  form: 'file',
  tree: { global: { dsn: settingsSchema.properties.global.properties.dsn.default } },
}

/** Only reached when reading and schema disagree: it says where, instead of starting with a wrong value. */
const mismatches = (tree: unknown): readonly Fault[] =>
  [...Value.Errors(settingsSchema, tree)].map(({ path, message }) => fault([path], message))

const settled = (settings: Settings, folder: string): Settings => ({
  ...settings,
  global: { ...settings.global, data_dir: folder },
  channels: settings.channels.map((channel) => ({
    ...channel,
    credentials: channel.credentials.map((credential, index) =>
      credential.id === '' ? { ...credential, id: String(index + 1) } : credential,
    ),
  })),
})

type Case = {
  readonly settings: Settings
  readonly read: readonly ReadLayer[]
  readonly faults: readonly Fault[]
  readonly warnings: readonly Warning[]
}

const judge = ({ settings: stated, read, faults, warnings }: Case): Resolution => {
  const { settings, derived } = lanHost(stated, (path) => decidingLayer(read, path))
  const originOf = (path: Path): Source =>
    read[derived.get(pathText(path)) ?? decidingLayer(read, path)]?.source ?? { type: 'default' }
  const ofRules = [
    ...accessFaults(settings),
    ...channelFaults(settings),
    ...complianceFaults(settings),
    ...proxyFaults(settings, originOf),
    ...thoughtFaults(settings),
  ]
  const allFaults = [...faults, ...elsewhere(ofRules, faults)]
  const allWarnings = [
    ...warnings,
    ...accessWarnings(settings),
    ...channelWarnings(settings),
    ...proxyWarnings(settings, originOf),
    ...preferredWarnings(settings),
  ]
  return allFaults.length > 0
    ? { type: 'refused', faults: allFaults, warnings: allWarnings }
    : { type: 'loaded', settings, originOf, warnings: allWarnings }
}
