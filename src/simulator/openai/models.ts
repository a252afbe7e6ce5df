import { answerJson, refuse, type Answer } from '../answer.ts'
import type { Call, SimulatedModel } from '../vendor.ts'

export const openaiModels: readonly SimulatedModel[] = [
  { id: 'gpt-4o', kind: 'chat' },
  { id: 'gpt-4o-mini', kind: 'chat' },
  { id: 'gpt-4.1', kind: 'chat' },
  { id: 'gpt-4.1-mini', kind: 'chat' },
  { id: 'gpt-5', kind: 'chat' },
  { id: 'gpt-5-mini', kind: 'chat' },
  { id: 'gpt-5-search-api', kind: 'chat' },
  { id: 'o4-mini', kind: 'chat' },
  { id: 'gpt-3.5-turbo-instruct', kind: 'completion' },
  { id: 'text-embedding-3-small', kind: 'embedding' },
  { id: 'text-embedding-3-large', kind: 'embedding' },
  { id: 'gpt-image-1', kind: 'image' },
  { id: 'whisper-1', kind: 'transcription' },
]

export const modelCard = (model: SimulatedModel) => ({
  id: model.id,
  object: 'model' as const,
  created: 1_750_000_000,
  owned_by: 'simulated',
})

export const answerModels = (call: Call): Answer =>
  answerJson({ object: 'list', data: call.models.map(modelCard) })

export const answerModel = (call: Call, id: string): Answer => {
  const model = call.models.find((known) => known.id === id)
  return model === undefined ? refuseModel(id) : answerJson(modelCard(model))
}

export const refuseModel = (id: string): Answer =>
  refuse('unknown-model', `The model '${id}' does not exist or cannot do this.`, { param: 'model' })
