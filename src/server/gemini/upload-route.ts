import { CREDIT_WINDOW_BYTES } from '../../exchange/credit.ts'
import { protocols } from '../../protocol/index.ts'
import type { AuthPolicy } from '../auth.ts'
import type { Call } from '../call.ts'
import { relayExchange } from '../dispatch/dispatch.ts'
import { scopeOf, type RouteContext, type RouteHandler } from '../endpoint.ts'
import { bareEnvelope, type EnvelopeResult } from '../request/envelope.ts'
import type { Progress } from '../dispatch/facts.ts'
import { beginCall, beginExchange, refuse, type Front } from '../front.ts'
import { badStoredId } from '../refusal.ts'
import { badUpload, badUploadAddress, keyIsGone } from './refusal.ts'
import { isPlainId, readVerb } from './kept-name.ts'
import { openSession, originOf, sealSession, type UploadSession } from './upload-address.ts'

/**
 * https://ai.google.dev/api/files#method:-media.upload: begun here and answered with an address, to which the bytes go
 * then; or sent whole. The address is ours, so that the bytes go by the same account and its proxy. Where the path names
 * a store they become a document of it, else a file.
 */
export const uploadRoute =
  (front: Front): RouteHandler =>
  (context) => {
    const call = beginCall(front, context.request, protocols.gemini)
    const query = new URLSearchParams(call.query)
    const id = query.get('upload_id')
    if (id !== null || call.method === 'PUT') return goOn(front, { call, context, id: id ?? '' })
    const progress = beginExchange(front, call, 'key')
    if (progress instanceof Response) return progress
    const resource = storeOf(context)
    if (resource === undefined) return refuse(front, progress, badStoredId())
    const way = wayOf(context.request.headers, query)
    switch (way) {
      case 'by-commands':
      case 'by-ranges':
        return begin(front, progress, { context, resource, way })
      case 'whole':
        return sendWhole(front, progress, { context, resource })
      case 'unknown':
        return refuse(front, progress, badUpload())
      default:
        return way satisfies never
    }
  }

/** Empty: it is for none; undefined: what the path names is no store that takes something. */
const storeOf = ({ params }: RouteContext): string | undefined => {
  const written = params?.['id']
  if (written === undefined) return ''
  const { id, verb } = readVerb(written)
  return verb === 'uploadToFileSearchStore' && isPlainId(id) ? `fileSearchStores/${id}` : undefined
}

type Sent = { readonly context: RouteContext; readonly resource: string }

/** In parts, each with a command or with the range of its bytes, or whole. */
type Way = 'by-commands' | 'by-ranges' | 'whole' | 'unknown'

const wholeWays: ReadonlySet<string> = new Set(['multipart', 'media', 'raw'])

/** Newer clients say it by headers, older ones in the query. */
const wayOf = (headers: Headers, query: URLSearchParams): Way => {
  const protocol = headers.get('x-goog-upload-protocol')
  const way = (protocol ?? query.get('uploadType') ?? '').toLowerCase()
  if (wholeWays.has(way)) return 'whole'
  if (way !== 'resumable') return 'unknown'
  const commands = commandsOf(headers)
  if (protocol === null && commands.length === 0) return 'by-ranges'
  return commands.includes('start') && !commands.includes('upload') ? 'by-commands' : 'unknown'
}

const commandsOf = (headers: Headers): readonly string[] =>
  (headers.get('x-goog-upload-command') ?? '')
    .toLowerCase()
    .split(',')
    .map((command) => command.trim())
    .filter((command) => command !== '')

const begin = async (
  front: Front,
  progress: Progress,
  { context, resource, way }: Sent & { readonly way: keyof typeof addressHeaders },
): Promise<Response> => {
  const response = await relayExchange(front, progress, {
    operation: 'start-upload',
    scope: scopeOf(context),
    framing: 'sse',
    resource,
    readEnvelope: () => bareEnvelope(false),
  })
  const name = addressHeaders[way]
  const address = response.headers.get(name)
  // What is no address leads nowhere, and is nobody's business.
  dropAddresses(response)
  if (address === null || !URL.canParse(address)) return response
  const { client, served, call } = progress
  const { user, key } = client
  const sealed = await sealSession(front.seal, { address, account: served.account, user, key })
  const told = way === 'by-commands' ? 'upload_protocol=resumable' : 'uploadType=resumable'
  const own = `${originOf(call.request)}${call.path}?upload_id=${encodeURIComponent(sealed)}&${told}`
  response.headers.set(name, own)
  return response
}

const addressHeaders = { 'by-commands': 'x-goog-upload-url', 'by-ranges': 'location' } as const

/** Those that an upstream tells are for us alone. */
const dropAddresses = (response: Response): Response => {
  for (const name of Object.values(addressHeaders)) response.headers.delete(name)
  return response
}

/**
 * As much as a window is here whole anyway: it is read first, and may be given to another account. More than that passes
 * through, and of what an upstream has begun to take nobody has the beginning any more.
 */
const sendWhole = (
  front: Front,
  progress: Progress,
  { context, resource }: Sent,
): Promise<Response> =>
  relayExchange(front, progress, {
    operation: 'upload',
    scope: scopeOf(context),
    framing: 'sse',
    resource,
    passesFrom: CREDIT_WINDOW_BYTES + 1,
    readEnvelope: () => fileEnvelope(context.request.headers.get('content-type')),
  }).then(dropAddresses)

const fileEnvelope = (contentType: string | null): EnvelopeResult => {
  const bare = bareEnvelope(false)
  return bare.type === 'refused' || contentType === null
    ? bare
    : { ...bare, envelope: { ...bare.envelope, formType: contentType } }
}

type Continued = { readonly call: Call; readonly context: RouteContext; readonly id: string }

/** Many clients send no key with the bytes: the address is one, for this upload alone. */
const goOn = async (front: Front, { call, context, id }: Continued): Promise<Response> => {
  const progress = beginExchange(front, call, 'open')
  if (progress instanceof Response) return progress
  const session = await openSession(front.seal, id)
  const caller = progress.client
  if (session === undefined || (caller.key !== '' && caller.user !== session.user))
    return refuse(front, progress, badUploadAddress())
  if (!isStillKnown(front.policy().auth, session)) return refuse(front, progress, keyIsGone())
  progress.client = { user: session.user, role: 'user', key: session.key }
  const response = await relayExchange(front, progress, {
    operation: call.method === 'PUT' ? 'put-upload' : 'continue-upload',
    scope: scopeOf(context),
    framing: 'sse',
    resource: session.address,
    account: session.account,
    passesFrom: 1,
    readEnvelope: () => bareEnvelope(false),
  })
  return dropAddresses(response)
}

const isStillKnown = ({ mode, clients }: AuthPolicy, { user, key }: UploadSession): boolean =>
  (mode === 'off' && key === '') ||
  clients.values().some((client) => client.user === user && client.key === key)
