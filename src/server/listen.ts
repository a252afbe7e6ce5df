import type { Elysia } from 'elysia'
import { listenAddressText, type ListenAddress } from '../settings/index.ts'

export type ListenResult =
  | (ListenAddress & { readonly type: 'listening' })
  | { readonly type: 'refused'; readonly explanation: string }

/** For connections that are silent between two requests, or while a body is sent. Seconds. */
export const idleTimeout = 120

export const listen = (app: Elysia, { host, port }: ListenAddress): ListenResult => {
  try {
    app.listen({
      hostname: host,
      port,
      idleTimeout,
      // Two servers on one port would share its requests without a word.
      reusePort: false,
      // The limit is ours to hold, so that a client reads why in its own protocol.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
    })
  } catch (error) {
    return { type: 'refused', explanation: explain(error, listenAddressText({ host, port })) }
  }
  return { type: 'listening', host, port: app.server?.port ?? port }
}

const explain = (error: unknown, address: string): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE')
    return `${address} is in use, perhaps by another copy of this program: stop it, or choose another port`
  if (code === 'EACCES') return `this user may not listen on ${address}: choose a port above 1023`
  return `cannot listen on ${address}: ${error instanceof Error ? error.message : String(error)}`
}
