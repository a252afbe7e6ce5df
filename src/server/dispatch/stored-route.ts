import { isReferable } from '../../ir/reference.ts'
import { protocols } from '../../protocol/index.ts'
import { relayExchange } from './dispatch.ts'
import { scopeOf, type RelayEndpoint, type RouteHandler } from '../endpoint.ts'
import { bareEnvelope } from '../request/envelope.ts'
import { beginCall, beginExchange, refuse, type Front } from '../front.ts'
import { badStoredId } from '../refusal.ts'

/** A route about an answer that an upstream keeps: its path names that, as `:id`, and no model. */
export type StoredEndpoint = RelayEndpoint & { readonly method: 'GET' | 'POST' | 'DELETE' }

export const storedRoute = (front: Front, endpoint: StoredEndpoint): RouteHandler => {
  const { operation } = endpoint
  const protocol = protocols[endpoint.protocol]
  return (context) => {
    const call = beginCall(front, context.request, protocol)
    const progress = beginExchange(front, call, 'key')
    if (progress instanceof Response) return progress
    const resource = context.params?.['id'] ?? ''
    if (!isReferable(resource)) return refuse(front, progress, badStoredId())
    const isStreaming = new URLSearchParams(call.query).get('stream') === 'true'
    return relayExchange(front, progress, {
      operation,
      scope: scopeOf(context),
      framing: 'sse',
      resource,
      readEnvelope: () => bareEnvelope(isStreaming),
    })
  }
}
