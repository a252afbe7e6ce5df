import { Elysia } from 'elysia'
import { protocols } from '../../protocol/index.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import { answerJson, splitUrl } from '../call.ts'
import type { OperationDetail } from '../docs/operation.ts'
import { scopeOf, type RouteContext } from '../endpoint.ts'
import type { Progress } from '../dispatch/facts.ts'
import { beginCall, beginExchange, recordEnd, refuse, type Front } from '../front.ts'
import type { ModelFace } from './model-face.ts'
import { mountScoped } from '../mount.ts'
import { nearNames } from '../../ir/near-names.ts'
import type { Hints } from '../protocol-group.ts'
import { restOfPath } from '../request/rest-of-path.ts'
import { unknownChannel, unknownModel } from '../refusal.ts'

/** A place where models are listed, and in whose form. */
export type ModelShelf = {
  readonly path: string
  readonly choose: (hints: Hints) => ModelFace
  readonly listDetail: OperationDetail
  /** Paths at which the same list is expected. */
  readonly otherLists?: readonly { readonly path: string; readonly detail: OperationDetail }[]
}

export const modelRoutes = (front: Front, shelves: readonly ModelShelf[]) => {
  const app = new Elysia({ name: 'models' })
  for (const shelf of shelves) {
    mountScoped(app, {
      method: 'GET',
      path: shelf.path,
      detail: shelf.listDetail,
      handler: (context) => answerList(front, shelf, context),
    })
    for (const { path, detail } of shelf.otherLists ?? [])
      mountScoped(app, {
        method: 'GET',
        path,
        detail,
        handler: (context) => answerList(front, shelf, context),
      })
    mountScoped(app, {
      method: 'GET',
      path: `${shelf.path}/*`,
      handler: (context) => answerOne(front, shelf, context),
    })
  }
  return app
}

const answerList = (front: Front, shelf: ModelShelf, context: RouteContext): Response => {
  const asked = askModels(front, shelf, context)
  if (asked instanceof Response) return asked
  const { progress, cards, face } = asked
  const page = face.page(distinct(cards), new URLSearchParams(progress.call.query))
  return page.type === 'refused'
    ? refuse(front, progress, page.failure)
    : answer(front, progress, face.writeList(page))
}

const answerOne = (front: Front, shelf: ModelShelf, context: RouteContext): Response => {
  const asked = askModels(front, shelf, context)
  if (asked instanceof Response) return asked
  const { progress, cards, face } = asked
  const wanted = restOfPath(progress.call.path, `${shelf.path}/`)
  progress.model = wanted
  const card = cards.find(({ id, channel }) => id === wanted || `${channel}/${id}` === wanted)
  if (card !== undefined) return answer(front, progress, face.write(card))
  const near = nearNames(
    wanted,
    cards.map(({ id }) => id),
  )
  return refuse(front, progress, unknownModel(wanted, near))
}

type Asked = {
  readonly progress: Progress
  readonly cards: readonly ModelCard[]
  readonly face: ModelFace
}

const askModels = (front: Front, shelf: ModelShelf, context: RouteContext): Asked | Response => {
  const scope = scopeOf(context)
  const { headers, url } = context.request
  const face = shelf.choose({ headers, ...splitUrl(url) })
  const call = beginCall(front, context.request, protocols[face.protocol])
  const progress = beginExchange(front, call, 'key')
  if (progress instanceof Response) return progress
  progress.operation = 'models'
  progress.scope = scope
  const cards = front.relay.listModels(scope)
  if (cards !== undefined) return { progress, cards, face }
  return refuse(front, progress, unknownChannel(scope, nearNames(scope, front.relay.channelIds())))
}

/** A model that several channels have is one model to a client: the request decides among them. */
const distinct = (cards: readonly ModelCard[]): readonly ModelCard[] => {
  const byId = new Map<string, ModelCard>()
  for (const card of cards) if (!byId.has(card.id)) byId.set(card.id, card)
  return [...byId.values()]
}

const answer = (front: Front, progress: Progress, text: string): Response => {
  const { response, bytes } = answerJson(progress.call, text)
  recordEnd(front, progress, {
    outcome: 'completed',
    status: 200,
    failureCode: '',
    bytesOut: bytes,
  })
  return response
}
