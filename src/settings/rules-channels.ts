import { declaredAccounts } from './accounts.ts'
import { builtinChannel, builtinChannels } from './builtin-channels.ts'
import { duplicates } from './duplicates.ts'
import { fault, type Fault, type Warning, warning } from './findings.ts'
import { nearestName } from '../ir/near-names.ts'
import type { Path } from './path.ts'
import { pickModeFaults } from './pick-mode.ts'
import type { Channel, Settings } from './schema.ts'
import { canServe, servedChannels } from './served.ts'

/** First segments of our own paths: a channel of that name could not be reached by a scoped path. */
const reservedIds = new Set([
  'api',
  'auth',
  'health',
  'healthz',
  'internal',
  'metrics',
  'readyz',
  'swagger',
  'v1',
  'v1beta',
])

export const channelFaults = (settings: Settings): readonly Fault[] => [
  ...settings.channels.flatMap((channel, index) => faultsOf(channel, ['channels', index])),
  ...duplicates(settings.channels.map(({ id }) => id)).map(({ value, index }) =>
    fault(['channels', index, 'id'], 'names a channel a second time', { got: value }),
  ),
  ...defaultChannelFaults(settings),
]

const faultsOf = (channel: Channel, path: Path): readonly Fault[] => [
  ...idFaults(channel, path),
  ...addressFaults(channel, path),
  ...pickModeFaults(channel, path),
  ...(channel.enabled ? credentialFaults(channel, path) : []),
  ...duplicates(channel.credentials.map(({ id }) => id)).map(({ value, index }) =>
    fault([...path, 'credentials', index, 'id'], 'names a credential a second time', {
      got: value,
    }),
  ),
]

const idFaults = ({ id, credentials }: Channel, path: Path): readonly Fault[] => {
  const faults: Fault[] = []
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) {
    const message = 'must be of letters, digits, `.`, `_` and `-`: it stands in paths'
    faults.push(fault([...path, 'id'], message, { got: id }))
  }
  if (reservedIds.has(id)) {
    faults.push(fault([...path, 'id'], 'is a path of Switchyard itself', { got: id }))
  }
  for (const [index, credential] of credentials.entries()) {
    if (/^[^\s/\p{Cc}]+$/u.test(credential.id)) continue
    const message = 'must not hold `/`, spaces or control characters'
    faults.push(fault([...path, 'credentials', index, 'id'], message, { got: credential.id }))
  }
  return faults
}

const addressFaults = ({ id, settings }: Channel, path: Path): readonly Fault[] => {
  const faults: Fault[] = []
  const at = (key: string) => [...path, 'settings', key]
  if (settings.base_url.includes('?')) {
    faults.push(fault(at('base_url'), 'must not hold a query'))
  }
  if (builtinChannel(id) !== undefined) return faults
  if (settings.base_url === '') {
    const near = nearestName(
      id,
      builtinChannels.map((channel) => channel.id),
    )
    const hint = near === undefined ? {} : { near }
    faults.push(fault(at('base_url'), `is required: \`${id}\` is no built-in channel`, hint))
  }
  if (settings.protocol === '') {
    faults.push(fault(at('protocol'), `is required: \`${id}\` is no built-in channel`))
  }
  return faults
}

const credentialFaults = ({ credentials }: Channel, path: Path): readonly Fault[] =>
  credentials.flatMap((credential, index) => {
    const at = [...path, 'credentials', index]
    const key = credential.secret.reveal()
    const hasLogin = credential.builtin !== undefined
    if (!credential.enabled) return []
    if (key === '' && !hasLogin) return [fault([...at, 'secret'], 'is required')]
    if (key !== '' && hasLogin) {
      return [fault([...at, 'builtin'], 'stands beside `secret`: one of the two is meant')]
    }
    return /[^\x21-\x7e]/.test(key)
      ? [
          fault(
            [...at, 'secret'],
            'holds a space, a line break or a letter beyond ASCII: no API key does',
          ),
        ]
      : []
  })

const defaultChannelFaults = (settings: Settings): readonly Fault[] => {
  const name = settings.proxy.default_channel
  const served = servedChannels(settings).map(({ id }) => id)
  if (name === '' || served.includes(name)) return []
  const near = nearestName(name, served)
  const more = { got: name, ...(near === undefined ? {} : { near }) }
  return [fault(['proxy', 'default_channel'], 'names no channel that is served', more)]
}

export const channelWarnings = (settings: Settings): readonly Warning[] => [
  ...settings.channels.flatMap((channel, index) => availability(channel, ['channels', index])),
  ...sharedKeys(settings),
]

const availability = (channel: Channel, path: Path): readonly Warning[] => {
  const builtin = builtinChannel(channel.id)
  if (builtin === undefined || !channel.enabled) return []
  if (!canServe(channel)) {
    const message = `the channel \`${channel.id}\` is not built in yet and serves nothing`
    const hint = 'with `base_url` and `protocol` it can be used like a custom one'
    return [warning(path, builtin.login === 'api-key' ? `${message}: ${hint}` : message)]
  }
  return builtin.isAvailable && channel.settings.protocol !== ''
    ? [warning([...path, 'settings', 'protocol'], 'has no effect: the channel knows its own')]
    : []
}

const sharedKeys = (settings: Settings): readonly Warning[] => {
  const accounts = declaredAccounts(settings).filter(({ credential }) => !credential.secret.isEmpty)
  const keys = accounts.map(
    ({ channel, credential }) => `${channel.id} ${credential.secret.reveal()}`,
  )
  return duplicates(keys).flatMap(({ index, first }) => {
    const path = accounts[index]?.path ?? []
    const message = `is the key of \`${accounts[first]?.id ?? ''}\` as well: limits of one account do not hold for the other`
    return [warning([...path, 'secret'], message)]
  })
}
