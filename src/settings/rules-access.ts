import { isLoopback } from './access.ts'
import { databasePath } from './database-path.ts'
import { fault, type Fault, type Warning, warning } from './findings.ts'
import type { Settings } from './schema.ts'

export const accessFaults = ({ global, proxy }: Settings): readonly Fault[] => {
  const faults: Fault[] = []
  const isOpen = proxy.auth_mode === 'off' && !isLoopback(global.host)
  if (isOpen && !proxy.force_auth_off) {
    const message = `\`off\` lets everybody in who can reach ${global.host}: listen on a loopback address, or allow it with \`--force-auth-off\``
    faults.push(fault(['proxy', 'auth_mode'], message))
  }
  if (databasePath(global.dsn) === undefined) {
    faults.push(fault(['global', 'dsn'], 'must be `sqlite://PATH`: other databases arrive later'))
  }
  return faults
}

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
  const key = proxy.api_key.reveal()
  if (key !== '' && key.length < fewestKeyCharacters && !isLoopback(global.host)) {
    const message = `is shorter than ${fewestKeyCharacters} characters: it can be guessed`
    warnings.push(warning(['proxy', 'api_key'], message))
  }
  return warnings
}
