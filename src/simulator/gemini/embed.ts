import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
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
  return judgeEmbed(checked.body, model) ?? answerJson({ embedding: writeEmbedding(checked.body) })
}

export const answerBatchEmbed = (call: Call, model: string): Answer => {
  const checked = check(batchEmbedRequest, call.body)
  if (checked.type === 'refused') return checked
  if (findModel(call, model, 'embedding') === undefined) return refuseModel(model)
  const { requests } = checked.body
  const refusal = requests.map((each) => judgeEmbed(each, model)).find((each) => each !== undefined)
  return refusal ?? answerJson({ embeddings: requests.map(writeEmbedding) })
}

/** The model stands in the path, and where it is told again it is the same. */
const judgeEmbed = (request: EmbedRequest, model: string): Refusal | undefined => {
  if (request.model !== undefined && request.model !== `models/${model}`) {
    return refuse('invalid', `The model is '${request.model}' here and 'models/${model}' above.`)
  }
  if (request.title !== undefined && request.taskType !== 'RETRIEVAL_DOCUMENT') {
    return refuse('invalid', 'A title is for the task type RETRIEVAL_DOCUMENT.')
  }
  return textOf(request.content).trim() === ''
    ? refuse('invalid', 'content contains an empty Part.')
    : undefined
}

export const writeEmbedding = (request: EmbedRequest) => ({
  values: vectorOf(textOf(request.content), request.outputDimensionality ?? 3072),
})
