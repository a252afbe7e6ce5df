import type { Elysia } from 'elysia'
import type { Protocol } from '../protocol/protocol.ts'
import type { RouteHandler } from './endpoint.ts'
import { beginCall, beginExchange, refuse, refuseWith, type Front } from './front.ts'
import type { Hints } from './protocol-group.ts'
import { preflightHeaders } from './cors.ts'
import { nearNames } from '../ir/near-names.ts'
import { unknownPath, wrongMethod } from './refusal.ts'
import { splitUrl, type Call } from './call.ts'

type KnownPath = { readonly path: string; readonly pattern: RegExp; readonly methods: Set<string> }

export type FallbackOptions = {
  /** Its registered routes are the known ones. */
  readonly app: Elysia
  /** Which protocol the caller of an unknown path speaks. */
  readonly guess: (hints: Hints) => Protocol
  /** Request headers that browsers send in the protocols. */
  readonly browserHeaders: readonly string[]
}

/**
 * What no route takes: preflights, wrong methods, unknown paths. It goes by the routes that are registered when the
 * first such request comes, so a new route needs no entry here.
 */
export const fallbackRoute = (front: Front, options: FallbackOptions): RouteHandler => {
  const { app, guess, browserHeaders } = options
  let known: readonly KnownPath[] | undefined
  return ({ request }) => {
    known ??= knownPaths(app)
    const { headers } = request
    const { path, query } = splitUrl(request.url)
    const call = beginCall(front, request, guess({ headers, path, query }))
    const methods = allowedMethods(known, path)
    if (call.method === 'OPTIONS')
      return answerOptions(
        call,
        methods,
        preflightHeaders(front.policy().cors, headers, browserHeaders),
      )
    const progress = beginExchange(front, call, 'key')
    if (progress instanceof Response) return progress
    if (methods.length === 0)
      return refuse(front, progress, unknownPath(call.method, path, nearPaths(known, path)))
    return refuseWith(front, progress, {
      failure: wrongMethod(call.method, path, methods),
      headers: { allow: methods.join(', ') },
    })
  }
}

const answerOptions = (
  call: Call,
  methods: readonly string[],
  preflight: Readonly<Record<string, string>>,
): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...(methods.length === 0 ? {} : { allow: methods.join(', ') }),
      ...preflight,
      ...call.headers,
    },
  })

const knownPaths = (app: Elysia): readonly KnownPath[] => {
  const byPath = new Map<string, KnownPath>()
  for (const { method, path } of app.routes) {
    if (method === 'ALL') continue
    const known = byPath.get(path) ?? { path, pattern: patternOf(path), methods: new Set() }
    byPath.set(path, known)
    known.methods.add(method)
  }
  return [...byPath.values()]
}

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map((part) => {
        if (part.startsWith(':')) return '[^/]+'
        return part === '*' ? '.+' : RegExp.escape(part)
      })
      .join('/')}/?$`,
  )

const allowedMethods = (known: readonly KnownPath[], path: string): readonly string[] => {
  const methods = new Set(
    known.filter(({ pattern }) => pattern.test(path)).flatMap((one) => [...one.methods]),
  )
  if (methods.size === 0) return []
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].sort()
}

const nearPaths = (known: readonly KnownPath[], path: string): readonly string[] =>
  nearNames(
    path,
    known.filter((one) => !one.path.includes(':')).map((one) => one.path.replace('*', '{model}')),
  )
