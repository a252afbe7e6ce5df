import { effectiveAuthMode, type Settings } from '../settings/index.ts'
import type { Client } from './auth.ts'
import type { FrontPolicy } from './front.ts'

/** Beyond the deadlines behind the front: whoever should have answered by then is gone. */
const graceMs = 30_000

/** What the front goes by under these settings. `clients`: by the SHA-256 of their keys, in hexadecimal. */
export const frontPolicy = (
  settings: Settings,
  clients: ReadonlyMap<string, Client>,
): FrontPolicy => {
  const { cors, request_timeout: requestTimeout, scheduling } = settings.proxy
  return {
    auth: { mode: effectiveAuthMode(settings), clients },
    cors: { mode: cors.mode, allowedOrigins: new Set(cors.allowed_origins) },
    maxBodyBytes: settings.global.max_body_size,
    replyTimeoutMs: (requestTimeout + scheduling.max_wait_seconds) * 1_000 + graceMs,
  }
}
