import type { Elysia } from 'elysia'
import { scopedOperation, type OperationDetail } from './docs/operation.ts'
import type { Operation } from '../protocol/protocol.ts'
import { relayedOperation } from './docs/relayed.ts'
import { scopedPath, type RelayEndpoint, type RouteHandler } from './endpoint.ts'
import type { Front } from './front.ts'
import { relayRoute } from './dispatch/relay-route.ts'

/** Each endpoint under its own path and under every channel's. */
export const mountRelay = (
  app: Elysia,
  front: Front,
  endpoints: readonly RelayEndpoint[],
): Elysia => {
  for (const endpoint of endpoints)
    mountScoped(app, { ...endpoint, method: 'POST', handler: relayRoute(front, endpoint) })
  return app
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Mounted = {
  readonly method: Method | 'ALL'
  readonly path: string
  readonly handler: RouteHandler
  /** Absent: the documentation shows the route in another form, or not at all. */
  readonly detail?: OperationDetail
  /** What an account is asked; absent: we answer by ourselves. */
  readonly operation?: Operation
}

export const mountScoped = (app: Elysia, mounted: Mounted): void => {
  mount(app, mounted)
  mount(app, {
    ...mounted,
    path: scopedPath(mounted.path),
    ...(mounted.detail === undefined ? {} : { detail: scopedOperation(mounted.detail) }),
  })
}

/** The body is read by us, within its limit: Elysia must not touch it. */
export const mount = (app: Elysia, mounted: Mounted): void => {
  const { method, path, handler } = mounted
  app.route(method, path, ({ request, params }) => handler({ request, params }), {
    parse: 'none',
    detail: documented(mounted) ?? { hide: true },
  })
}

const documented = ({ detail, operation }: Mounted): OperationDetail | undefined =>
  detail === undefined || operation === undefined ? detail : relayedOperation(detail)
