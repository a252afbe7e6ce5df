import type { Operation } from '../../protocol/protocol.ts'
import type { RouteHandler } from '../endpoint.ts'
import { bareEnvelope, readEnvelope, type EnvelopeResult } from '../request/envelope.ts'
import type { Front } from '../front.ts'
import { badStoredId } from '../refusal.ts'
import { isPlainId, readVerb } from './kept-name.ts'
import { relayAbout } from './relay-about.ts'

/** What upstreams keep, by the first part of its names. */
export type Kind = 'cachedContents' | 'files' | 'fileSearchStores'

/** The making of a cached content: its body names the model, with the word for what that is. */
export const createCacheRoute =
  (front: Front): RouteHandler =>
  (context) =>
    relayAbout(front, context, () => ({ operation: 'create-cache', readEnvelope: readCache }))

const readCache = (body: string): EnvelopeResult => {
  const read = readEnvelope(body)
  if (read.type === 'refused') return read
  const { scan, model } = read.envelope
  const bare = model.replace(/^models\//, '')
  return {
    type: 'read',
    envelope: { scan, model: bare, modelStart: -1, modelEnd: -1, isStreaming: false },
  }
}

/** A request about one thing: its path names it, as `:id`. */
export const keptRoute =
  (front: Front, kind: Kind, operation: Operation): RouteHandler =>
  (context) =>
    relayAbout(front, context, () => {
      const { id, verb } = readVerb(context.params?.['id'] ?? '')
      const isDownload = mayBeDownload(kind, operation) && verb === 'download'
      const isWhole = isDownload || (operation !== 'download' && verb === '')
      if (!isWhole || !isPlainId(id)) return badStoredId()
      return {
        operation: isDownload ? 'download' : operation,
        resource: `${kind}/${id}`,
        readEnvelope: () => bareEnvelope(false),
      }
    })

/** `files/{id}:download` gives the bytes of a file that a model has made, below either path. */
const mayBeDownload = (kind: Kind, operation: Operation): boolean =>
  kind === 'files' && (operation === 'retrieve' || operation === 'download')
