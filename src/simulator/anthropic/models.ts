import { answerJson, refuse, type Answer } from '../answer.ts'
import type { Call, SimulatedModel } from '../vendor.ts'

export const anthropicModels: readonly SimulatedModel[] = [
  { id: 'claude-opus-5', kind: 'chat' },
  { id: 'claude-sonnet-4-5', kind: 'chat' },
  { id: 'claude-sonnet-4-5-20250929', kind: 'chat' },
  { id: 'claude-haiku-4-5', kind: 'chat' },
  { id: 'claude-3-5-haiku-latest', kind: 'chat' },
]

export const modelCard = (model: SimulatedModel) => ({
  type: 'model' as const,
  id: model.id,
  display_name: `Simulated ${model.id}`,
  created_at: '2025-06-15T00:00:00Z',
  capabilities: null,
  deprecated_at: null,
  lifecycle: 'active' as const,
  line: null,
  max_input_tokens: 200_000,
  max_tokens: 64_000,
  retires_at: null,
})

/** A page of at most `limit` models (20 when not told) after `after_id` or before `before_id`. */
export const answerModels = (call: Call): Answer => {
  const limit = Number(call.query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    return refuse('invalid', 'must be a whole number from 1 to 1000', { param: 'limit' })
  }
  return answerJson(pageOf(call.models, limit, call.query))
}

const pageOf = (models: readonly SimulatedModel[], limit: number, query: URLSearchParams) => {
  const before = models.findIndex((model) => model.id === query.get('before_id'))
  const after = models.findIndex((model) => model.id === query.get('after_id'))
  const end = before === -1 ? models.length : before
  const start = before === -1 ? after + 1 : Math.max(0, before - limit)
  const page = models.slice(start, end).slice(0, limit)
  return {
    data: page.map(modelCard),
    has_more: before === -1 ? start + limit < end : start > 0,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  }
}

export const answerModel = (call: Call, id: string): Answer => {
  const model = call.models.find((known) => known.id === id)
  return model === undefined ? refuseModel(id) : answerJson(modelCard(model))
}

export const refuseModel = (id: string): Answer => refuse('unknown-model', id, { param: 'model' })
