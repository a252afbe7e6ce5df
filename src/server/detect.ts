import { Elysia } from 'elysia'
import type { Failure } from '../ir/failure.ts'
import { readFailure } from '../ir/flat-failure.ts'
import { hasSearch } from '../ir/model-suffix.ts'
import { protocols } from '../protocol/index.ts'
import { makesImages, searchesByItself } from '../protocol/model-facts.ts'
import type { ProtocolId } from '../protocol/protocol.ts'
import { readBody } from './request/body.ts'
import { answerJson, splitUrl } from './call.ts'
import type { OperationDetail } from './docs/operation.ts'
import { scopeOf } from './endpoint.ts'
import { readEnvelope } from './request/envelope.ts'
import type { Progress } from './dispatch/facts.ts'
import { beginCall, beginExchange, recordEnd, refuse, type Front } from './front.ts'
import { mountScoped } from './mount.ts'
import type { Hints } from './protocol-group.ts'
import { tooLarge } from './refusal.ts'
import type { Relay } from './dispatch/relay.ts'

export type Detection = {
  readonly path: string
  readonly detail: OperationDetail
  /** Whose words a refusal is in. */
  readonly errorsIn: (hints: Hints) => ProtocolId
}

/** Says where a model's name leads, without asking any upstream. */
export const detectRoutes = (front: Front, { path, detail, errorsIn }: Detection) => {
  const app = new Elysia({ name: 'detect' })
  mountScoped(app, {
    method: 'POST',
    path,
    detail,
    handler: (context) => {
      const { request } = context
      const hints = { headers: request.headers, ...splitUrl(request.url) }
      const call = beginCall(front, request, protocols[errorsIn(hints)])
      const progress = beginExchange(front, call, 'key')
      if (progress instanceof Response) return progress
      progress.operation = 'models'
      progress.scope = scopeOf(context)
      return detect(front, progress)
    },
  })
  return app
}

const detect = async (front: Front, progress: Progress): Promise<Response> => {
  const { maxBodyBytes } = front.policy()
  const read = await readBody(progress.call.request, maxBodyBytes)
  if (read.type === 'too-large') return refuse(front, progress, tooLarge(maxBodyBytes))
  const result = readEnvelope(read.type === 'read' ? read.body : '')
  if (result.type === 'refused') return refuse(front, progress, result.failure)
  const { model } = result.envelope
  progress.model = model
  const resolved = await front.relay.resolveModel(progress.scope, model)
  if (resolved === undefined) return refuse(front, progress, tooBusy)
  if (resolved.type === 'model-unknown') return refuse(front, progress, readFailure(resolved))
  return tell(front, progress, describe(model, resolved))
}

type Resolved = Extract<Awaited<ReturnType<Relay['resolveModel']>>, { type: 'model-resolved' }>

const describe = (asked: string, { channel, model, wish }: Resolved): object => {
  const searches = hasSearch(wish) || searchesByItself(model)
  const draws = makesImages(model)
  return {
    model: asked,
    mapped_model: model,
    channel,
    type: typeOf(draws, searches),
    features: { has_web_search: searches, is_image_gen: draws },
  }
}

const typeOf = (draws: boolean, searches: boolean): 'agent' | 'image_gen' | 'web_search' => {
  if (draws) return 'image_gen'
  return searches ? 'web_search' : 'agent'
}

const tell = (front: Front, progress: Progress, answer: object): Response => {
  const { response, bytes } = answerJson(progress.call, JSON.stringify(answer))
  recordEnd(front, progress, {
    outcome: 'completed',
    status: 200,
    failureCode: '',
    bytesOut: bytes,
  })
  return response
}

const tooBusy: Failure = {
  kind: 'overloaded',
  code: 'too_busy',
  status: 503,
  message: 'This server is too busy to say where the model is served. Send the request again.',
  retryAfterMs: 1_000,
}
