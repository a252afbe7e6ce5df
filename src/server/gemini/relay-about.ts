import type { Failure } from '../../ir/failure.ts'
import { protocols } from '../../protocol/index.ts'
import { relayExchange, type Asked } from '../dispatch/dispatch.ts'
import { scopeOf, type RouteContext } from '../endpoint.ts'
import { beginCall, beginExchange, refuse, type Front } from '../front.ts'

/** What is asked for, or why it cannot be. */
type Wanted = Pick<Asked, 'operation' | 'readEnvelope' | 'resource'> | Failure

/** A request about what upstreams keep. `read` is called when it is known who asks. */
export const relayAbout = (
  front: Front,
  context: RouteContext,
  read: () => Wanted,
): Response | Promise<Response> => {
  const call = beginCall(front, context.request, protocols.gemini)
  const progress = beginExchange(front, call, 'key')
  if (progress instanceof Response) return progress
  const wanted = read()
  return 'code' in wanted
    ? refuse(front, progress, wanted)
    : relayExchange(front, progress, { ...wanted, scope: scopeOf(context), framing: 'sse' })
}
