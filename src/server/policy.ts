import {
  type AuthMode,
  effectiveAuthMode,
  isLoopback,
  pickModeOf,
  type Settings,
} from '../settings/index.ts'
import type { Client } from './auth.ts'
import type { FrontPolicy } from './front.ts'

/** Beyond the deadlines behind the front: whoever should have answered by then is gone. */
const graceMs = 30_000

/**
 * What the front goes by under these settings. `clients`: by the SHA-256 of their keys, in hexadecimal. `host`: the one
 * that is listened on, which the settings may name another of for the next start.
 */
export const frontPolicy = (
  settings: Settings,
  clients: ReadonlyMap<string, Client>,
  host: string,
): FrontPolicy => {
  const { cors, request_timeout: requestTimeout, scheduling } = settings.proxy
  return {
    auth: { mode: authMode(settings, host), clients },
    cors: { mode: cors.mode, allowedOrigins: new Set(cors.allowed_origins) },
    maxBodyBytes: settings.global.max_body_size,
    maxUploadBytes: settings.global.max_upload_size,
    backgroundTasks: settings.proxy.background_tasks.map(
      ({ phrases, where, max_characters: maxCharacters, model }) => ({
        phrases,
        where,
        maxCharacters,
        model,
      }),
    ),
    readsPrefixes: [
      scheduling.mode,
      ...settings.channels.map(({ settings: { scheduling_mode } }) => scheduling_mode),
      ...settings.channels.map(pickModeOf),
    ].some(followsCache),
    replyTimeoutMs: (requestTimeout + scheduling.max_wait_seconds) * 1_000 + graceMs,
  }
}

/** The door is not opened for an address that is yet to come: those who reach the present one would walk in. */
const authMode = (settings: Settings, host: string): AuthMode => {
  const mode = effectiveAuthMode(settings)
  const isForEverybody = mode === 'off' && !isLoopback(host) && !settings.proxy.force_auth_off
  return isForEverybody ? 'strict' : mode
}

/** The others know sessions alone, or not even these. */
const cacheModes: ReadonlySet<string> = new Set([
  'cache_first',
  'performance_first',
  'round_robin_with_cache',
])

const followsCache = (mode: string): boolean => cacheModes.has(mode)
