import type { Operation } from '../../protocol/protocol.ts'
import type { RouteContext, RouteHandler } from '../endpoint.ts'
import { bareEnvelope, readPathEnvelope, type EnvelopeResult } from '../request/envelope.ts'
import type { Front } from '../front.ts'
import { badStoredId } from '../refusal.ts'
import { isPlainId, readVerb } from './kept-name.ts'
import { noStoreMethod } from './refusal.ts'
import { relayAbout } from './relay-about.ts'

/** https://ai.google.dev/api/file-search/file-search-stores: a store is where it was made, with all that lies in it. */
export const createStoreRoute =
  (front: Front): RouteHandler =>
  (context) =>
    relayAbout(front, context, () => ({ operation: 'create-store', readEnvelope: readObject }))

/** A request about a store, or about what lies in it: `places` say where in the path that is named. */
export const storeRoute =
  (front: Front, operation: Operation, places: readonly Place[] = []): RouteHandler =>
  (context) =>
    relayAbout(front, context, () => {
      const resource = nameOf(context, places)
      return resource === undefined
        ? badStoredId()
        : { operation, resource, readEnvelope: () => bareEnvelope(false) }
    })

/** A part of the path between the store and what lies in it, and the parameter behind that. */
export type Place = readonly [part: string, parameter: string]

const nameOf = ({ params }: RouteContext, places: readonly Place[]): string | undefined => {
  const parts = [['fileSearchStores', 'id'] as const, ...places].map(([part, parameter]) => {
    const id = params?.[parameter] ?? ''
    return isPlainId(id) ? `${part}/${id}` : undefined
  })
  return parts.includes(undefined) ? undefined : parts.join('/')
}

/** `fileSearchStores/{id}:importFile` makes a file of this account's a document of the store. */
export const importFileRoute =
  (front: Front): RouteHandler =>
  (context) =>
    relayAbout(front, context, () => {
      const { id, verb } = readVerb(context.params?.['id'] ?? '')
      if (!isPlainId(id)) return badStoredId()
      if (verb !== 'importFile') return noStoreMethod(verb)
      return {
        operation: 'import-file',
        resource: `fileSearchStores/${id}`,
        readEnvelope: readObject,
      }
    })

const readObject = (body: string): EnvelopeResult =>
  readPathEnvelope(body, { model: '', isStreaming: false })
