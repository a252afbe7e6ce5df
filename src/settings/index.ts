export { type AuthMode, effectiveAuthMode, isLoopback } from './access.ts'
export { type DeclaredAccount, declaredAccounts } from './accounts.ts'
export type { ChangeSettings, SettingsChange } from './change.ts'
export { type RandomBytes, resolveRootKey, type RootKeys } from './client-keys.ts'
export type { Whereabouts } from './data-folder.ts'
export { type Described, describe } from './describe.ts'
export { boundProxy, usesProxies } from './bound-proxy.ts'
export { configFileName } from './environment-names.ts'
export { type Fault, faultText, type Warning, warningText } from './findings.ts'
export { flagLayer } from './flags.ts'
export {
  type AppliedGeneration,
  createGenerations,
  type Generation,
  type Generations,
} from './generation.ts'
export type { Layer } from './layer.ts'
export { type ListenAddress, listenAddressText, readListenAddress } from './listen-address.ts'
export {
  type ConfigFile,
  configFileOf,
  editedFileOf,
  type FileText,
  noConfigFile,
} from './config-file.ts'
export {
  type LoadedSettings,
  loadSettings,
  readSettingsFile,
  settingsWith,
  type SettingsSources,
} from './load.ts'
export { type Path, pathText, type Table } from './path.ts'
export { pickModeOf } from './pick-mode.ts'
export { type Resolution, resolve, type Sources } from './resolve.ts'
export type { Channel, Credential, ProxyEntry, Settings } from './schema.ts'
export {
  type Leaf,
  leavesOf,
  holdsSecret,
  overruledBy,
  patched,
  patchFaults,
  treeOf,
} from './runtime-layer.ts'
export { servedAccounts, servedChannels } from './served.ts'
export type { Source } from './source.ts'
export { watchSettings } from './watch.ts'
