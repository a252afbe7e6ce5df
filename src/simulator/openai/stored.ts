/** What is asked about a response that the account keeps: https://platform.openai.com/docs/api-reference/responses/get */
import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
import type { Call } from '../vendor.ts'
import type { KeptResponse } from './kept.ts'

export const retrieveResponse = (call: Call, id: string): Answer => {
  const kept = call.responses.find(id)
  if (kept === undefined) return refuseId(id)
  if (kept.status === 'in-background') kept.status = 'done'
  return call.query.get('stream') === 'true' && kept.status === 'done' ? kept.stream : show(kept)
}

export const deleteResponse = (call: Call, id: string): Answer =>
  call.responses.delete(id) ? answerJson({ id, object: 'response', deleted: true }) : refuseId(id)

export const cancelResponse = (call: Call, id: string): Answer => {
  const kept = call.responses.find(id)
  if (kept === undefined) return refuseId(id)
  if (!kept.isBackground) {
    return refuse('invalid', 'Cannot cancel a synchronous response.')
  }
  if (kept.status === 'in-background') kept.status = 'cancelled'
  return show(kept)
}

/** A page of at most `limit` items (20 when not told), the newest first unless asked otherwise. */
export const listInput = (call: Call, id: string): Answer => {
  const kept = call.responses.find(id)
  if (kept === undefined) return refuseId(id)
  const limit = Number(call.query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    return refuse('invalid', 'must be a whole number from 1 to 100', { param: 'limit' })
  }
  const items = call.query.get('order') === 'asc' ? kept.input : kept.input.toReversed()
  const idOf = (item: (typeof items)[number] | undefined) =>
    item !== undefined && 'id' in item ? item.id : null
  const start = items.findIndex((item) => idOf(item) === call.query.get('after')) + 1
  const data = items.slice(start, start + limit)
  return answerJson({
    object: 'list',
    data,
    first_id: idOf(data[0]),
    last_id: idOf(data.at(-1)),
    has_more: start + limit < items.length,
  })
}

const show = ({ status, whole, cancelled }: KeptResponse): Answer =>
  status === 'cancelled' ? cancelled : whole

const refuseId = (id: string): Refusal => ({
  ...refuse('invalid', `Response with id '${id}' not found.`),
  status: 404,
})
