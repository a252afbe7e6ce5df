import { Elysia, t } from 'elysia'
import type { Protocol } from '../protocol/protocol.ts'
import type { Access } from './auth.ts'
import { answerJson } from './call.ts'
import { describeOperation, type Shown } from './docs/operation.ts'
import type { RouteHandler } from './endpoint.ts'
import { beginCall, beginExchange, type Front } from './front.ts'
import { mount } from './mount.ts'

/** What a page says now. */
type Reading = (front: Front) => { readonly status: number; readonly body: object }

type HealthPage = {
  readonly path: string
  readonly id: string
  readonly access: Access
  readonly summary: string
  readonly description: string
  readonly shown: Shown
  readonly unavailable?: Shown
  readonly read: Reading
}

const alive: Reading = (front) => ({ status: 200, body: { status: 'ok', version: front.version } })

const alivePage = {
  description: 'The process answers. Says nothing about accounts.',
  shown: {
    schema: t.Object({ status: t.Literal('ok'), version: t.String() }),
    example: { status: 'ok', version: '0.1.0' },
  },
  read: alive,
}

/** The least that tells an orchestrator what to do, who has no key: nothing of which accounts there are. */
const readiness: Reading = (front) => {
  if (front.isDraining) return { status: 503, body: { status: 'shutting_down' } }
  return front.relay.isReady()
    ? { status: 200, body: { status: 'ready' } }
    : { status: 503, body: { status: 'not_ready' } }
}

const pages: readonly HealthPage[] = [
  { ...alivePage, path: '/health', id: 'getHealth', access: 'health', summary: 'Alive' },
  {
    ...alivePage,
    path: '/healthz',
    id: 'getHealthz',
    access: 'health',
    summary: 'Alive (a common other name)',
  },
  {
    ...alivePage,
    path: '/internal/health',
    id: 'getInternalHealth',
    access: 'open',
    summary: 'Alive (never needs a key)',
  },
  {
    path: '/internal/status',
    id: 'getInternalStatus',
    access: 'open',
    summary: 'Status (never needs a key)',
    description: 'Whether requests are taken, on which port, by which version.',
    shown: {
      schema: t.Object({
        status: t.Literal('ok'),
        service_running: t.Boolean(),
        port: t.Integer(),
        version: t.String(),
      }),
      example: { status: 'ok', service_running: true, port: 8045, version: '0.1.0' },
    },
    read: (front) => ({
      status: 200,
      body: {
        status: 'ok',
        service_running: !front.isDraining,
        port: front.port(),
        version: front.version,
      },
    }),
  },
  {
    path: '/readyz',
    id: 'getReadiness',
    access: 'open',
    summary: 'Ready',
    description: 'Answers 200 when at least one account can serve, else 503.',
    shown: { schema: t.Object({ status: t.Literal('ready') }), example: { status: 'ready' } },
    unavailable: {
      schema: t.Object({ status: t.Union([t.Literal('not_ready'), t.Literal('shutting_down')]) }),
      example: { status: 'not_ready' },
    },
    read: readiness,
  },
]

/** `errors`: the protocol of a refusal, since these pages belong to none. */
export const healthRoutes = (front: Front, errors: Protocol) => {
  const app = new Elysia({ name: 'health' })
  for (const page of pages)
    mount(app, {
      method: 'GET',
      path: page.path,
      handler: healthRoute(front, errors, page),
      detail: describeOperation({
        id: page.id,
        tag: 'Health',
        summary: page.summary,
        description: page.description,
        answer: page.shown,
        ...(page.unavailable === undefined ? {} : { unavailable: page.unavailable }),
        needsKey: page.access !== 'open',
      }),
    })
  return app
}

/** These are asked every few seconds by machines: only a refusal is recorded. */
const healthRoute =
  (front: Front, errors: Protocol, page: HealthPage): RouteHandler =>
  ({ request }) => {
    const call = beginCall(front, request, errors)
    const progress = beginExchange(front, call, page.access)
    if (progress instanceof Response) return progress
    const { status, body } = page.read(front)
    return answerJson(call, JSON.stringify(body), status).response
  }
