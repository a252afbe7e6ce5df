import { Elysia } from 'elysia'
import { protocols } from '../../protocol/index.ts'
import { relayedOperation } from '../docs/relayed.ts'
import { relayExchange } from '../dispatch/dispatch.ts'
import { splitUrl } from '../call.ts'
import { scopeOf, type RouteHandler } from '../endpoint.ts'
import { readPathEnvelope } from '../request/envelope.ts'
import { beginCall, beginExchange, refuse, type Front } from '../front.ts'
import { mountScoped } from '../mount.ts'
import { unknownPath, unknownVerb } from '../refusal.ts'
import { restOfPath } from '../request/rest-of-path.ts'
import { keptEndpoints } from './kept-endpoints.ts'
import { readTarget, verbs } from './target.ts'

/** Some clients are set to the stable version of the interface: the same methods under `/v1`. */
const prefixes = ['/v1beta/models/', '/v1/models/']

export const geminiRoutes = (front: Front) => {
  const app = new Elysia({ name: 'gemini' })
  for (const prefix of prefixes)
    mountScoped(app, {
      method: 'POST',
      path: `${prefix}*`,
      handler: generateRoute(front, prefix),
    })
  for (const version of versions) mountKept(app, front, version)
  return app
}

const versions = ['v1beta', 'v1'] as const

/** Google's library for JavaScript asks by the stable version, the others by the first one. */
const mountKept = (app: Elysia, front: Front, version: (typeof versions)[number]): void => {
  for (const { method, path, detail, open } of keptEndpoints)
    mountScoped(app, {
      method,
      path: path.replace('{version}', version),
      handler:
        version === 'v1' && path.startsWith('/{version}/files')
          ? forItsClients(front, open(front))
          : open(front),
      detail: relayedOperation(
        version === 'v1beta' ? detail : { ...detail, operationId: `${detail.operationId}V1` },
      ),
    })
}

/** Under the stable version another vendor has files as well: its clients read that these are none of theirs. */
const forItsClients =
  (front: Front, handler: RouteHandler): RouteHandler =>
  (context) => {
    const { headers, url } = context.request
    const { path, query } = splitUrl(url)
    if (isGoogleClient(headers, query)) return handler(context)
    const call = beginCall(front, context.request, protocols['openai-chat'])
    const progress = beginExchange(front, call, 'key')
    return progress instanceof Response
      ? progress
      : refuse(front, progress, unknownPath(call.method, path, []))
  }

const isGoogleClient = (headers: Headers, query: string): boolean =>
  new URLSearchParams(query).has('key') || headers.keys().some((name) => name.startsWith('x-goog-'))

const generateRoute =
  (front: Front, prefix: string): RouteHandler =>
  (context) => {
    const call = beginCall(front, context.request, protocols.gemini)
    const progress = beginExchange(front, call, 'key')
    if (progress instanceof Response) return progress
    const target = readTarget(restOfPath(call.path, prefix))
    if (target.type === 'unknown-verb')
      return refuse(front, progress, unknownVerb(target.verb, Object.keys(verbs)))
    const { operation } = target
    return relayExchange(front, progress, {
      operation,
      scope: scopeOf(context),
      framing: new URLSearchParams(call.query).get('alt') === 'sse' ? 'sse' : 'json-array',
      readEnvelope: (body) => readPathEnvelope(body, target),
    })
  }
