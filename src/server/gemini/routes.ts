import { Elysia } from 'elysia'
import { protocols } from '../../protocol/index.ts'
import { relayExchange } from '../dispatch.ts'
import { scopeOf, type RouteHandler } from '../endpoint.ts'
import { readPathEnvelope } from '../envelope.ts'
import { beginCall, beginExchange, refuse, type Front } from '../front.ts'
import { mountScoped } from '../mount.ts'
import { unknownVerb } from '../refusal.ts'
import { restOfPath } from '../rest-of-path.ts'
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
  return app
}

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
