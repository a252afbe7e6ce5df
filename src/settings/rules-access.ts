import { isLoopback } from './access.ts'
import { databasePath } from './database-path.ts'
import { fault, type Fault, type Warning, warning } from './findings.ts'
import { readListenAddress } from './listen-address.ts'
import type { Settings } from './schema.ts'
import type { Secret } from './secret.ts'

export const accessFaults = ({ global, proxy }: Settings): readonly Fault[] => {
  const faults: Fault[] = []
  const isOpen = proxy.auth_mode === 'off' && !isLoopback(global.host)
  if (isOpen && !proxy.force_auth_off) {
    const message = `\`off\` lets everybody in who can reach ${global.host}: listen on a loopback address, or allow it with \`--force-auth-off\``
    faults.push(fault(['proxy', 'auth_mode'], message))
  }
  const admin = readListenAddress(global.admin_address)
  if (admin !== undefined && admin.port !== 0 && isSamePlace(admin, global)) {
    const message =
      'is where clients are served: name another port, or leave it empty to have `/api` there'
    faults.push(fault(['global', 'admin_address'], message, { got: global.admin_address }))
  }
  if (databasePath(global.dsn) === undefined) {
    faults.push(fault(['global', 'dsn'], 'must be `sqlite://PATH`: other databases arrive later'))
  }
  return faults
}

type Place = { readonly host: string; readonly port: number }

const isSamePlace = (one: Place, other: Place): boolean =>
  one.port === other.port && one.host === other.host

/** Below this a key can be guessed over a network. */
const fewestKeyCharacters = 16

export const accessWarnings = ({ global, proxy }: Settings): readonly Warning[] => {
  const warnings: Warning[] = []
  if (proxy.allow_lan_access && isLoopback(global.host)) {
    const message = `has no effect: \`global.host\` says ${global.host} and weighs more`
    warnings.push(warning(['proxy', 'allow_lan_access'], message))
  }
  if (proxy.auth_mode === 'off' && !isLoopback(global.host) && proxy.force_auth_off) {
    warnings.push(warning(['proxy', 'auth_mode'], 'everybody who reaches the port is let in'))
  }
  if (global.admin_address !== '' && !global.enable_admin_api) {
    const message = 'has no effect: `global.enable_admin_api` opens `/api`, and is off'
    warnings.push(warning(['global', 'admin_address'], message))
  }
  if (isGuessable(proxy.api_key) && !isLoopback(global.host)) {
    warnings.push(warning(['proxy', 'api_key'], guessable))
  }
  const adminHost = readListenAddress(global.admin_address)?.host ?? global.host
  if (global.enable_admin_api && isGuessable(global.admin_key) && !isLoopback(adminHost)) {
    warnings.push(warning(['global', 'admin_key'], guessable))
  }
  return warnings
}

const guessable = `is shorter than ${fewestKeyCharacters} characters: it can be guessed`

const isGuessable = (key: Secret): boolean =>
  !key.isEmpty && key.reveal().length < fewestKeyCharacters
