/**
 * The two keys that exist without a database: the one clients present and the administrator's. What
 * the settings do not give is made at the first start and shown once; only its hash is kept.
 */
import { join } from 'node:path'
import { effectiveAuthMode } from './access.ts'
import { type Hashes, readHashes, writeHashes } from './key-file.ts'
import type { Settings } from './schema.ts'
import { Secret } from './secret.ts'

/** A key as it is known to us: by the SHA-256 of its UTF-8 text, in hex. */
export type KnownKey = {
  readonly sha256: string
  readonly from: 'settings' | 'stored' | 'generated'
}

export type RootKeys =
  | {
      readonly type: 'ready'
      /** Absent when `auth_mode` is `off` and no key was ever given. */
      readonly client?: KnownKey
      /** Absent when `/api` is closed and no key was ever given. */
      readonly admin?: KnownKey
      /** To be shown to the operator now: they cannot be read again. */
      readonly generated: readonly GeneratedKey[]
    }
  /** What the file holds is not ours. */
  | { readonly type: 'refused'; readonly explanation: string }
  /** The data folder cannot be read, or written to. */
  | { readonly type: 'unusable'; readonly error: unknown }

export type GeneratedKey = { readonly setting: string; readonly key: Secret }

/** Cryptographically strong bytes. */
export type RandomBytes = (length: number) => Uint8Array

const sha256 = (text: string): string => new Bun.CryptoHasher('sha256').update(text).digest('hex')

const fileName = 'client-keys.json'

type Role = 'client' | 'admin'

type Wanted = {
  readonly role: Role
  readonly setting: string
  readonly given: Secret
  /** Whether a key is made when there is none. */
  readonly isNeeded: boolean
}

type Settled = { readonly role: Role; readonly known?: KnownKey; readonly made?: GeneratedKey }

/** Finds or makes the keys these settings need. Writes to `dataDir` only when one was made. */
export const resolveRootKey = async (
  settings: Settings,
  dataDir: string,
  randomBytes: RandomBytes,
): Promise<RootKeys> => {
  const file = join(dataDir, fileName)
  try {
    const stored = await readHashes(file)
    if (stored === undefined) {
      return { type: 'refused', explanation: `${file} holds no key hashes: mend or delete it` }
    }
    const settled = wantedKeys(settings).map((wanted) => settle(wanted, stored, randomBytes))
    const generated = settled.flatMap(({ made }) => (made === undefined ? [] : [made]))
    if (generated.length > 0) await writeHashes(file, { ...stored, ...hashesToKeep(settled) })
    return { type: 'ready', ...knownKeys(settled), generated }
  } catch (error) {
    return { type: 'unusable', error }
  }
}

const wantedKeys = (settings: Settings): readonly Wanted[] => [
  {
    role: 'client',
    setting: 'proxy.api_key',
    given: settings.proxy.api_key,
    isNeeded: effectiveAuthMode(settings) !== 'off',
  },
  {
    role: 'admin',
    setting: 'global.admin_key',
    given: settings.global.admin_key,
    isNeeded: settings.global.enable_admin_api,
  },
]

const settle = (wanted: Wanted, stored: Hashes, randomBytes: RandomBytes): Settled => {
  const { role, setting, given, isNeeded } = wanted
  if (!given.isEmpty) {
    return { role, known: { sha256: sha256(given.reveal()), from: 'settings' } }
  }
  const known = stored[role]
  if (known !== undefined) return { role, known: { sha256: known, from: 'stored' } }
  if (!isNeeded) return { role }
  const key = new Secret(`sk-${Buffer.from(randomBytes(24)).toString('hex')}`)
  return {
    role,
    known: { sha256: sha256(key.reveal()), from: 'generated' },
    made: { setting, key },
  }
}

const knownKeys = (settled: readonly Settled[]): Partial<Record<Role, KnownKey>> =>
  Object.fromEntries(
    settled.flatMap(({ role, known }) => (known === undefined ? [] : [[role, known]])),
  )

/** A key of the settings is not kept: taking it out of them takes it away. */
const hashesToKeep = (settled: readonly Settled[]): Hashes =>
  Object.fromEntries(
    settled.flatMap(({ role, known }) =>
      known?.from === 'generated' ? [[role, known.sha256]] : [],
    ),
  )
