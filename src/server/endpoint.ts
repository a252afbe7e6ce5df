import type { Context } from 'elysia'
import type { Operation, ProtocolId } from '../protocol/protocol.ts'
import type { OperationDetail } from './docs/operation.ts'

/** A route that is relayed and names its model in the body. Each also exists as `/{channel}` + `path`. */
export type RelayEndpoint = {
  readonly path: string
  readonly protocol: ProtocolId
  readonly operation: Operation
  /** Its body may be a form with files in place of JSON. */
  readonly takesForms?: true
  readonly detail: OperationDetail
}

/**
 * What a handler takes of Elysia's context. Only what is read is prepared, and `server` is left out for its price: it
 * is defined anew on every context, which costs more than all the rest of a small request.
 */
export type RouteContext = Pick<Context, 'request'> & {
  /** Elysia 1.4.30 gives none at all where the path has none, whatever its types say. */
  readonly params: Readonly<Record<string, string>> | undefined
}

export type RouteHandler = (context: RouteContext) => Response | Promise<Response>

export const scopedPath = (path: string): string => `/:channel${path}`

/** The channel of a scoped path, else empty. */
export const scopeOf = ({ params }: RouteContext): string => params?.['channel'] ?? ''
