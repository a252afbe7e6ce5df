import { answerJson, type Answer } from '../answer.ts'
import { check } from './check.ts'
import { vectorOf } from '../vector.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { textOf } from './read.ts'
import { batchEmbedRequest, embedRequest, type EmbedRequest } from './schema.ts'

export const answerEmbed = (call: Call, model: string): Answer => {
  const checked = check(embedRequest, call.body)
  if (checked.type === 'refused') return checked
  if (findModel(call, model, 'embedding') === undefined) return refuseModel(model)
  return answerJson({ embedding: writeEmbedding(checked.body) })
}

export const answerBatchEmbed = (call: Call, model: string): Answer => {
  const checked = check(batchEmbedRequest, call.body)
  if (checked.type === 'refused') return checked
  if (findModel(call, model, 'embedding') === undefined) return refuseModel(model)
  return answerJson({ embeddings: checked.body.requests.map(writeEmbedding) })
}

export const writeEmbedding = (request: EmbedRequest) => ({
  values: vectorOf(textOf(request.content), request.outputDimensionality ?? 3072),
})
