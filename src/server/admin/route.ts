import { Elysia } from 'elysia'
import { protocols } from '../../protocol/index.ts'
import type { Failure } from '../../ir/failure.ts'
import { readBody } from '../request/body.ts'
import { answerJson } from '../call.ts'
import { describeAdmin, type AdminFacts } from './describe.ts'
import type { RouteHandler } from '../endpoint.ts'
import type { Progress } from '../dispatch/facts.ts'
import { beginAdministration, beginCall, refuse, type Front } from '../front.ts'
import { mount, type Method } from '../mount.ts'
import { defaultGroup } from '../protocol-groups.ts'
import { noBody, tooLargeForAdministration, unknownPath } from '../refusal.ts'
import { readTable, type Read, type Table } from './fields.ts'

/** What an administrator asks. */
export type Question = {
  readonly params: Readonly<Record<string, string>>
  /** The JSON of the body; empty where the route takes none. */
  readonly body: Table
  /** Who asks, for the audit: labels, never keys. */
  readonly asker: Asker
}

export type Asker = { readonly user: string; readonly key: string; readonly requestId: string }

export type AdminAnswer =
  | { readonly type: 'told'; readonly body: unknown }
  | { readonly type: 'refused'; readonly failure: Failure }

export type AdminRoute = AdminFacts & {
  readonly method: Method
  readonly path: string
  readonly answer: (question: Question) => AdminAnswer | Promise<AdminAnswer>
}

export const told = (body: unknown): AdminAnswer => ({ type: 'told', body })

export const refused = (failure: Failure): AdminAnswer => ({ type: 'refused', failure })

/** A group of routes for administrators, each described. */
export const adminGroup = (front: Front, name: string, routes: readonly AdminRoute[]): Elysia => {
  const app = new Elysia({ name })
  for (const route of routes)
    mount(app, {
      method: route.method,
      path: route.path,
      handler: adminHandler(front, route),
      detail: describeAdmin(route),
    })
  return app
}

/** These belong to no protocol, so their errors are what the front answers where it knows none. Only refusals are recorded. */
const adminHandler =
  (front: Front, route: AdminRoute): RouteHandler =>
  async ({ request, params = {} }) => {
    const call = beginCall(front, request, protocols[defaultGroup.protocol])
    const progress = beginAdministration(front, call)
    if (progress instanceof Response) return progress
    // `DELETE …/rate-limits/$ACCOUNT` without an account would mean all of them.
    if (call.path.endsWith('/'))
      return refuse(front, progress, unknownPath(call.method, call.path, [route.path]))
    const read = await readQuestion(front, route, progress)
    if (read.type === 'refused') return refuse(front, progress, read.failure)
    const { user, key } = progress.client
    const asker = { user, key, requestId: call.requestId }
    const answer = await route.answer({ params, body: read.table, asker })
    if (answer.type === 'refused') return refuse(front, progress, answer.failure)
    return answerJson(call, JSON.stringify(answer.body)).response
  }

/** A thousand proxies fit. It is parsed on the thread that answers everybody. */
const MAX_BODY_BYTES = 1_048_576

const readQuestion = async (
  front: Front,
  { request }: AdminRoute,
  { call }: Progress,
): Promise<Read> => {
  if (request === undefined) return { type: 'read', table: {} }
  const maxBodyBytes = Math.min(MAX_BODY_BYTES, front.policy().maxBodyBytes)
  const read = await readBody(call.request, maxBodyBytes)
  switch (read.type) {
    case 'read':
      return readTable(read.body)
    case 'too-large':
      return { type: 'refused', failure: tooLargeForAdministration(maxBodyBytes) }
    case 'broken':
      return { type: 'refused', failure: noBody() }
    default:
      return read satisfies never
  }
}
