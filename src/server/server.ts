import { Elysia } from 'elysia'
import { protocols } from '../protocol/index.ts'
import type { ListenAddress } from '../settings/index.ts'
import { failureFields } from '../telemetry/failure-fields.ts'
import type { Log } from '../telemetry/log.ts'
import { adminRoutes, type Operator } from './admin/index.ts'
import { answerFailure, splitUrl } from './call.ts'
import { detectRoutes } from './detect.ts'
import { writeDocument } from './docs/document.ts'
import type { ShownRoute } from './docs/operation.ts'
import { docsRoutes } from './docs/routes.ts'
import { close, drain } from './drain.ts'
import { ExchangeCounter } from './dispatch/exchange-counter.ts'
import { fallbackRoute } from './fallback.ts'
import { beginCall, type Front } from './front.ts'
import { healthRoutes } from './health.ts'
import { idleTimeout, listen, type ListenResult } from './listen.ts'
import { modelRoutes } from './models/models.ts'
import { mount } from './mount.ts'
import type { Hints } from './protocol-group.ts'
import { defaultGroup, detection, modelShelves, protocolGroups } from './protocol-groups.ts'
import { brokenAnswer } from './refusal.ts'

export type ServerOptions = Omit<
  Front,
  'isDraining' | 'host' | 'port' | 'counts' | 'holdOpen' | 'letGo'
> & {
  readonly log: Log
  /** Absent: there is nothing below `/api`. */
  readonly operator?: Operator | undefined
  /** Where `/api` listens by itself. Absent: where everything else does. */
  readonly adminAddress?: ListenAddress | undefined
}

export type FrontServer = {
  /** Port 0 takes any free one. */
  listen(address: ListenAddress): ServerListening
  /** Resolves when the last connection is closed; open exchanges have `drainMs` to finish. */
  stop(drainMs: number): Promise<void>
  readonly app: Elysia
}

export type ServerListening = ListenResult & { readonly admin?: ListenAddress }

/** One Elysia instance for each group of routes, composed; nothing listens yet. */
export const createServer = ({
  log,
  operator,
  adminAddress,
  ...options
}: ServerOptions): FrontServer => {
  const app = new Elysia({ name: 'front' })
  const counter = new ExchangeCounter()
  const front: Front = {
    ...options,
    record: (facts) => {
      counter.count(facts)
      options.record(facts)
    },
    counts: () => counter.counts,
    host: () => app.server?.hostname ?? '',
    port: () => app.server?.port ?? 0,
    holdOpen: (request) => app.server?.timeout(request, 0),
    letGo: (request) => app.server?.timeout(request, idleTimeout),
    isDraining: false,
  }
  const apart = adminAddress === undefined ? undefined : new Elysia({ name: 'admin-front' })
  answerDefects(app, front, log)
  if (apart !== undefined) answerDefects(apart, front, log)
  if (operator !== undefined) (apart ?? app).use(adminRoutes(front, operator))
  addClientRoutes(app, front)
  addCommonRoutes(
    app,
    front,
    protocolGroups.flatMap((group) => group.shownRoutes),
  )
  if (apart !== undefined) addCommonRoutes(apart, front, [])
  return {
    app,
    listen: (address) =>
      apart === undefined || adminAddress === undefined
        ? listen(app, address)
        : listenTwice({ app, address }, { app: apart, address: adminAddress }),
    stop: async (drainMs) => {
      if (app.server !== null) await drain(front, app.server, drainMs)
      // Last, so that an administrator can watch.
      if (apart?.server) await close(front.clock, apart.server)
    },
  }
}

type Door = { readonly app: Elysia; readonly address: ListenAddress }

/** The administrators' first: no client comes in before it is certain that both listen. */
const listenTwice = (clients: Door, administrators: Door): ServerListening => {
  const admin = listen(administrators.app, administrators.address)
  if (admin.type === 'refused')
    return { ...admin, explanation: `global.admin_address: ${admin.explanation}` }
  const listening = listen(clients.app, clients.address)
  if (listening.type === 'refused') void administrators.app.server?.stop(true)
  return { ...listening, admin: { host: admin.host, port: admin.port } }
}

const addClientRoutes = (app: Elysia, front: Front): void => {
  for (const group of protocolGroups) app.use(group.routes(front))
  app.use(modelRoutes(front, modelShelves))
  app.use(detectRoutes(front, detection))
}

/** What every address has, and the end of what is not there; to be added last. */
const addCommonRoutes = (app: Elysia, front: Front, shown: readonly ShownRoute[]): void => {
  app.use(healthRoutes(front, protocols[defaultGroup.protocol]))
  app.use(docsRoutes(documentOf(app, shown, front.version)))
  mount(app, {
    method: 'ALL',
    path: '/*',
    handler: fallbackRoute(front, {
      app,
      guess: guessProtocol,
      browserHeaders: protocolGroups.flatMap((group) => group.browserHeaders),
    }),
  })
}

/** To be added first: Elysia takes a handler of errors for the routes that come after it alone. */
const answerDefects = (app: Elysia, front: Front, log: Log): void => {
  app.onError(({ error, request }) => {
    log.error('a request failed inside the server', failureFields(error))
    const protocol = guessProtocol({ headers: request.headers, ...splitUrl(request.url) })
    const call = beginCall(front, request, protocol)
    return answerFailure(call, brokenAnswer()).response
  })
}

const guessProtocol = (hints: Hints) => {
  const group = protocolGroups.find(({ isSpokenBy }) => isSpokenBy(hints)) ?? defaultGroup
  return protocols[group.protocol]
}

/** Written when it is first asked for: a server that nobody asks spends nothing on it. */
const documentOf = (
  app: Elysia,
  shown: readonly ShownRoute[],
  version: string,
): (() => Promise<string>) => {
  let document: Promise<string> | undefined
  return () => (document ??= writeDocument(app, shown, version))
}
