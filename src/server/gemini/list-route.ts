import type { KeptItem } from '../../scheduler/messages.ts'
import { nearNames } from '../../ir/near-names.ts'
import type { Failure } from '../../ir/failure.ts'
import { toBytes } from '../../protocol/bytes.ts'
import { protocols } from '../../protocol/index.ts'
import { scopeOf, type RouteHandler } from '../endpoint.ts'
import type { Progress } from '../dispatch/facts.ts'
import { beginCall, beginExchange, noteLeft, recordEnd, refuse, type Front } from '../front.ts'
import { gatherKept, type ShownItem } from '../kept/gather-kept.ts'
import { badPage, readSize } from '../models/model-face.ts'
import { shuttingDown, unknownChannel } from '../refusal.ts'
import { readWishes } from '../request/wishes.ts'
import type { Kind } from './kept-route.ts'
import { tooBusy } from './refusal.ts'

type Listing = {
  /** Larger pages are cut to it. */
  readonly mostOnPage: number
  /** What is older is gone; 0: each has an end of its own. */
  readonly lifetimeMs: number
}

const HOUR_MS = 3_600_000

/**
 * Files are kept for 48 hours (https://ai.google.dev/gemini-api/docs/files), stores until they are deleted. Each thing on
 * a page is a request to its account, so that our pages of cached contents are smaller than Google's.
 */
const listings: Readonly<Record<Kind, Listing>> = {
  files: { mostOnPage: 100, lifetimeMs: 49 * HOUR_MS },
  cachedContents: { mostOnPage: 100, lifetimeMs: 0 },
  fileSearchStores: { mostOnPage: 20, lifetimeMs: 0 },
}

const USUAL_PAGE = 10

/**
 * What this user made here, at whichever accounts, the latest first. No account is asked for a list: that would show
 * what others have there.
 */
export const listRoute =
  (front: Front, kind: Kind): RouteHandler =>
  (context) => {
    const progress = beginExchange(
      front,
      beginCall(front, context.request, protocols.gemini),
      'key',
    )
    if (progress instanceof Response) return progress
    progress.operation = 'list'
    progress.scope = scopeOf(context)
    return list(front, progress, kind)
  }

const list = async (front: Front, progress: Progress, kind: Kind): Promise<Response> => {
  const { scope, call, client } = progress
  const { mostOnPage, lifetimeMs } = listings[kind]
  if (front.isDraining) return refuse(front, progress, shuttingDown())
  const channels = front.relay.channelIds()
  if (scope !== '' && !channels.includes(scope))
    return refuse(front, progress, unknownChannel(scope, nearNames(scope, channels)))
  const asked = readPage(new URLSearchParams(call.query), mostOnPage)
  if ('code' in asked) return refuse(front, progress, asked)
  const wished = readWishes(call.request.headers, false)
  if (wished.type === 'refused') return refuse(front, progress, wished.failure)
  const all = await front.relay.listKept({ user: client.user, scope, kind, lifetimeMs })
  if (all === undefined) return refuse(front, progress, tooBusy())
  front.holdOpen(call.request)
  const kept = all.slice(startOf(all, asked.after))
  // One more than is shown: whether a page follows is not known before something of it is seen.
  const gathered = await gatherKept(front, progress, {
    kept,
    most: asked.size + 1,
    wishes: wished.wishes,
  })
  if (call.request.signal.aborted) return noteLeft(front, progress)
  front.letGo(call.request)
  return gathered.type === 'refused'
    ? refuse(front, progress, gathered.failure)
    : show(front, progress, writePage(kind, gathered.shown, asked.size))
}

type Page = { readonly size: number; readonly after: KeptItem | undefined }

const readPage = (query: URLSearchParams, most: number): Page | Failure => {
  // What Google reads as "as you like".
  const size = query.get('pageSize') === '0' ? undefined : readSize(query, 'pageSize')
  if (typeof size === 'object') return size
  const token = query.get('pageToken') ?? ''
  const after = readToken(token)
  return token !== '' && after === undefined
    ? badPage('pageToken', 'is not one that this list gave')
    : { size: Math.min(size ?? USUAL_PAGE, most), after }
}

/** What a page ended with may be deleted since: then it goes on with what was made before it. */
const startOf = (all: readonly KeptItem[], after: KeptItem | undefined): number => {
  if (after === undefined) return 0
  const at = all.findIndex(({ id }) => id === after.id)
  if (at >= 0) return at + 1
  const older = all.findIndex(({ madeAt }) => madeAt <= after.madeAt)
  return older < 0 ? all.length : older
}

const writeToken = ({ madeAt, id }: KeptItem): string =>
  Buffer.from(`${madeAt} ${id}`).toString('base64url')

const readToken = (token: string): KeptItem | undefined => {
  const [, madeAt, id = ''] =
    /^(\d{1,15}) (\S+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  return madeAt === undefined ? undefined : { id, madeAt: Number(madeAt) }
}

/** A byte string: what the upstreams have said of each stands as it is. */
const writePage = (kind: Kind, shown: readonly ShownItem[], size: number): string => {
  const page = shown.slice(0, size)
  const last = page.at(-1)
  if (last === undefined) return '{}'
  const next = shown.length > size ? `,"nextPageToken":"${writeToken(last)}"` : ''
  return `{"${kind}":[${page.map(({ body }) => body).join(',')}]${next}}`
}

const show = (front: Front, progress: Progress, text: string): Response => {
  const body = toBytes(text)
  recordEnd(front, progress, {
    outcome: 'completed',
    status: 200,
    failureCode: '',
    bytesOut: body.byteLength,
  })
  return new Response(body, {
    status: 200,
    headers: { 'content-type': 'application/json', ...progress.call.headers },
  })
}
