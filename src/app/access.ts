import type { Client } from '../server/auth.ts'
import {
  type RandomBytes,
  resolveRootKey,
  type RootKeys,
  type Settings,
} from '../settings/index.ts'
import { whyUnusable } from './data-folder.ts'

export type Access =
  | {
      readonly type: 'open'
      readonly clients: ReadonlyMap<string, Client>
      /** Lines for the operator's eyes alone: they hold keys that cannot be read again. */
      readonly secrets: readonly string[]
    }
  | { readonly type: 'refused'; readonly explanation: string }

/** Who may come in under these settings. What has to be made for that is kept in `dataDir`. */
export const openAccess = async (settings: Settings, dataDir: string): Promise<Access> => {
  const keys = await resolveRootKey(settings, dataDir, randomBytes)
  if (keys.type === 'refused') return keys
  if (keys.type === 'unusable')
    return { type: 'refused', explanation: whyUnusable(keys.error, dataDir) }
  return {
    type: 'open',
    clients: clientsOf(keys),
    secrets: keys.generated.map(
      ({ setting, key }) => `${setting} was made and is shown this once: ${key.reveal()}`,
    ),
  }
}

/** Fit for keys. */
export const randomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/** An administrator's key that the operator has set is the only one that opens `/api`. */
const clientsOf = ({
  client,
  admin,
}: Extract<RootKeys, { type: 'ready' }>): ReadonlyMap<string, Client> =>
  new Map([
    ...(client === undefined
      ? []
      : [[client.sha256, root('api_key', admin?.from === 'settings')] as const]),
    ...(admin === undefined ? [] : [[admin.sha256, root('admin_key', false)] as const]),
  ])

const root = (key: string, isUser: boolean): Client => ({
  user: 'root',
  role: isUser ? 'user' : 'administrator',
  key,
})
