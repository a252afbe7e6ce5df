import { protocols } from '../../protocol/index.ts'
import { relayExchange } from './dispatch.ts'
import { scopeOf, type RelayEndpoint, type RouteHandler } from '../endpoint.ts'
import { readEnvelope } from '../request/envelope.ts'
import { formEnvelopeReader } from '../request/form-envelope.ts'
import { beginCall, beginExchange, type Front } from '../front.ts'

/** The handler of an endpoint whose body names the model. */
export const relayRoute = (front: Front, endpoint: RelayEndpoint): RouteHandler => {
  const { operation } = endpoint
  const protocol = protocols[endpoint.protocol]
  return (context) => {
    const progress = beginExchange(front, beginCall(front, context.request, protocol), 'key')
    if (progress instanceof Response) return progress
    const scope = scopeOf(context)
    return relayExchange(front, progress, {
      operation,
      scope,
      framing: 'sse',
      readEnvelope:
        endpoint.takesForms === true
          ? formEnvelopeReader(context.request.headers.get('content-type') ?? '')
          : readEnvelope,
    })
  }
}
