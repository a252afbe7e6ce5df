import type { Path } from './path.ts'
import type { Channel, Credential, Settings } from './schema.ts'

/** One account, as the settings declare it. */
export type DeclaredAccount = {
  /** `channel/credential`: the name of the account everywhere. */
  readonly id: string
  readonly channel: Channel
  readonly credential: Credential
  /** Where the credential stands in the settings. */
  readonly path: Path
}

/** Every account of the settings, those that are switched off included. */
export const declaredAccounts = (settings: Settings): readonly DeclaredAccount[] =>
  settings.channels.flatMap((channel, channelIndex) =>
    channel.credentials.map((credential, credentialIndex) => ({
      id: `${channel.id}/${credential.id}`,
      channel,
      credential,
      path: ['channels', channelIndex, 'credentials', credentialIndex],
    })),
  )
