import { answerJson, refuse, type Answer } from '../answer.ts'
import type { Call, SimulatedModel } from '../vendor.ts'

export const geminiModels: readonly SimulatedModel[] = [
  { id: 'gemini-2.5-flash', kind: 'chat' },
  { id: 'gemini-2.5-flash-lite', kind: 'chat' },
  { id: 'gemini-2.5-pro', kind: 'chat' },
  { id: 'gemini-3-pro-preview', kind: 'chat' },
  { id: 'gemini-embedding-001', kind: 'embedding' },
  { id: 'gemini-2.5-flash-image', kind: 'chat' },
]

const modelCard = (model: SimulatedModel) => ({
  name: `models/${model.id}`,
  version: '001',
  displayName: `Simulated ${model.id}`,
  description: 'A model of the simulator. Nothing is computed.',
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods:
    model.kind === 'embedding'
      ? ['embedContent', 'countTokens', 'batchEmbedContents']
      : ['generateContent', 'countTokens'],
})

/** A page of `pageSize` models (50 when not told); the token of the next is where it starts. */
export const answerModels = (call: Call): Answer => {
  const size = Number(call.query.get('pageSize') ?? 50)
  const start = Number(call.query.get('pageToken') ?? 0)
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(start)) {
    return refuse('invalid', 'Not a page of this list.', { param: 'page_size' })
  }
  const end = start + Math.min(size, 1000)
  const models = call.models.slice(start, end).map(modelCard)
  return answerJson(end < call.models.length ? { models, nextPageToken: String(end) } : { models })
}

export const answerModel = (call: Call, id: string): Answer => {
  const model = call.models.find((known) => known.id === id)
  return model === undefined ? refuseModel(id) : answerJson(modelCard(model))
}

export const refuseModel = (id: string): Answer =>
  refuse('unknown-model', `models/${id} is not found or cannot do this. See ListModels.`)
