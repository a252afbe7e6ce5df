import type { Static } from '@sinclair/typebox'
import { answerJson, refuse, type Answer } from '../answer.ts'
import { check } from './check.ts'
import { countTokens } from '../reply.ts'
import { vectorOf } from '../vector.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { embeddingsRequest } from './schema.ts'

type EmbeddingsRequest = Static<typeof embeddingsRequest>

export const answerEmbeddings = (call: Call): Answer => {
  const checked = check(embeddingsRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'embedding') === undefined) return refuseModel(request.model)
  const most = mostDimensions(request.model)
  return (request.dimensions ?? 1) > most
    ? refuse('invalid', `Invalid 'dimensions': at most ${most} for this model.`, {
        param: 'dimensions',
      })
    : answerJson(writeEmbeddings(request))
}

const mostDimensions = (model: string): number => (model.endsWith('large') ? 3072 : 1536)

export const writeEmbeddings = (request: EmbeddingsRequest) => {
  const texts = textsOf(request.input)
  const dimensions = request.dimensions ?? mostDimensions(request.model)
  const isBase64 = request.encoding_format === 'base64'
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0)
  return {
    object: 'list' as const,
    data: texts.map((text, index) => {
      const vector = vectorOf(text, dimensions)
      return {
        object: 'embedding' as const,
        index,
        embedding: isBase64 ? toBase64(vector) : vector,
      }
    }),
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

/** The input is a text, several texts, one text as tokens, or several as tokens. */
const textsOf = (input: EmbeddingsRequest['input']): readonly string[] => {
  if (typeof input === 'string') return [input]
  if (input.every((token) => typeof token === 'number')) return [input.join(' ')]
  return input.map((text) => (typeof text === 'string' ? text : [text].flat().join(' ')))
}

/** Little-endian 32-bit floats, as the API sends them. */
const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64')
