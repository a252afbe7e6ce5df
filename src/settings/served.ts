import { type DeclaredAccount, declaredAccounts } from './accounts.ts'
import { builtinChannel } from './builtin-channels.ts'
import type { Channel, Settings } from './schema.ts'

/**
 * Whether this version can serve the channel. One that is known by name but not built in yet can be
 * used like a custom one, when its address and protocol are given.
 */
export const canServe = ({ id, settings }: Channel): boolean =>
  (builtinChannel(id)?.isAvailable ?? true) ||
  (settings.base_url !== '' && settings.protocol !== '')

/** The channels to open: switched on, and of this version. */
export const servedChannels = (settings: Settings): readonly Channel[] =>
  settings.channels.filter((channel) => channel.enabled && canServe(channel))

/** The accounts to start: switched on, at a channel that is served, with an API key. */
export const servedAccounts = (settings: Settings): readonly DeclaredAccount[] =>
  declaredAccounts(settings).filter(
    ({ channel, credential }) =>
      channel.enabled && canServe(channel) && credential.enabled && !credential.secret.isEmpty,
  )
