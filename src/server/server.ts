import { Elysia } from 'elysia'
import { protocols } from '../protocol/index.ts'
import { failureFields } from '../telemetry/failure-fields.ts'
import type { Log } from '../telemetry/log.ts'
import { adminRoutes, type Operator } from './admin/index.ts'
import { answerFailure } from './call.ts'
import { detectRoutes } from './detect.ts'
import { writeDocument } from './docs/document.ts'
import { docsRoutes } from './docs/routes.ts'
import { drain } from './drain.ts'
import { fallbackRoute } from './fallback.ts'
import { beginCall, type Front } from './front.ts'
import { healthRoutes } from './health.ts'
import { modelRoutes } from './models.ts'
import { mount } from './mount.ts'
import type { Hints } from './protocol-group.ts'
import { defaultGroup, detection, modelShelves, protocolGroups } from './protocol-groups.ts'
import { brokenAnswer } from './refusal.ts'

export type ServerOptions = Omit<Front, 'isDraining' | 'port' | 'holdOpen' | 'letGo'> & {
  readonly log: Log
  /** Absent: there is nothing below `/api`. */
  readonly operator?: Operator | undefined
}

export type ListenResult =
  | { readonly type: 'listening'; readonly host: string; readonly port: number }
  | { readonly type: 'refused'; readonly explanation: string }

export type FrontServer = {
  /** Port 0 takes any free one. */
  listen(address: { readonly host: string; readonly port: number }): ListenResult
  /** Resolves when the last connection is closed; open exchanges have `drainMs` to finish. */
  stop(drainMs: number): Promise<void>
  readonly app: Elysia
}

/** For connections that are silent between two requests, or while a body is sent. Seconds. */
const idleTimeout = 120

/** One Elysia instance for each group of routes, composed; nothing listens yet. */
export const createServer = ({ log, operator, ...options }: ServerOptions): FrontServer => {
  const app = new Elysia({ name: 'front' })
  const front: Front = {
    ...options,
    port: () => app.server?.port ?? 0,
    holdOpen: (request) => app.server?.timeout(request, 0),
    letGo: (request) => app.server?.timeout(request, idleTimeout),
    isDraining: false,
  }
  if (operator !== undefined) app.use(adminRoutes(front, operator))
  compose(app, front, log)
  return {
    app,
    listen: ({ host, port }) => listen(app, host, port),
    stop: async (drainMs) => {
      if (app.server !== null) await drain(front, app.server, drainMs)
    },
  }
}

const compose = (app: Elysia, front: Front, log: Log): void => {
  for (const group of protocolGroups) app.use(group.routes(front))
  app.use(modelRoutes(front, modelShelves))
  app.use(detectRoutes(front, detection))
  app.use(healthRoutes(front, protocols[defaultGroup.protocol]))
  app.use(docsRoutes(documentOf(app, front.version)))
  mount(app, {
    method: 'ALL',
    path: '/*',
    handler: fallbackRoute(front, {
      app,
      guess: guessProtocol,
      browserHeaders: protocolGroups.flatMap((group) => group.browserHeaders),
    }),
  })
  app.onError(({ error, request }) => {
    log.error('a request failed inside the server', failureFields(error))
    const call = beginCall(front, request, protocols[defaultGroup.protocol])
    return answerFailure(call, brokenAnswer()).response
  })
}

const guessProtocol = (hints: Hints) => {
  const group = protocolGroups.find(({ isSpokenBy }) => isSpokenBy(hints)) ?? defaultGroup
  return protocols[group.protocol]
}

/** Written when it is first asked for: a server that nobody asks spends nothing on it. */
const documentOf = (app: Elysia, version: string): (() => Promise<string>) => {
  let document: Promise<string> | undefined
  const shown = protocolGroups.flatMap(({ shownRoutes }) => shownRoutes)
  return () => (document ??= writeDocument(app, shown, version))
}

const listen = (app: Elysia, host: string, port: number): ListenResult => {
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
    return { type: 'refused', explanation: explain(error, host, port) }
  }
  return { type: 'listening', host, port: app.server?.port ?? port }
}

const explain = (error: unknown, host: string, port: number): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE')
    return `${host}:${port} is in use, perhaps by another copy of this program: stop it, or choose another port`
  if (code === 'EACCES')
    return `this user may not listen on ${host}:${port}: choose a port above 1023`
  return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
}
