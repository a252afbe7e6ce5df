import type { ImageAnswer, InlineImage } from '../../ir/image-request.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readTokens } from './usage.ts'

/** The answer of a model that shows images, or of one that predicts them. */
export const readAnswer = (body: JsonObject): ImageAnswer | undefined => {
  const predictions = listAt(body, 'predictions').filter(isObject)
  if (predictions.length > 0) return readPredictions(predictions)
  const candidates = listAt(body, 'candidates').filter(isObject)
  const blockReason = stringAt(objectAt(body, 'promptFeedback'), 'blockReason')
  if (candidates.length === 0 && blockReason === '') return undefined
  const parts = candidates
    .flatMap((candidate) => listAt(objectAt(candidate, 'content'), 'parts'))
    .filter(isObject)
    // What it tried before it made the image.
    .filter(({ thought }) => thought !== true)
  const images = parts.flatMap(readImage)
  const metadata = objectAt(body, 'usageMetadata')
  const usage = (metadata === undefined ? undefined : readTokens(metadata)) ?? {}
  if (images.length > 0)
    return { type: 'images', images, usage, imageTokens: imageTokensOf(metadata) }
  const finishReason = stringAt(candidates[0], 'finishReason')
  const words = parts.map((part) => stringAt(part, 'text')).join('')
  return {
    type: 'refused',
    isForbidden: blockReason !== '' || forbidding.test(finishReason),
    reason: stringAt(candidates[0], 'finishMessage') || words || blockReason || finishReason,
    usage,
  }
}

const forbidding = /SAFETY|PROHIBITED|RECITATION|BLOCKLIST|SPII/

const readImage = (part: JsonObject): readonly InlineImage[] => {
  const inline = objectAt(part, 'inlineData') ?? objectAt(part, 'inline_data')
  const mediaType = stringAt(inline, 'mimeType') || stringAt(inline, 'mime_type')
  const data = stringAt(inline, 'data')
  return data !== '' && mediaType.startsWith('image/') ? [{ mediaType, data }] : []
}

const imageTokensOf = (metadata: JsonObject | undefined): number =>
  listAt(metadata, 'promptTokensDetails')
    .filter(isObject)
    .filter(({ modality }) => modality === 'IMAGE')
    .reduce((sum, detail) => sum + (countAt(detail, 'tokenCount') ?? 0), 0)

/** https://ai.google.dev/gemini-api/docs/imagen: what was filtered has a reason in the place of an image. */
const readPredictions = (predictions: readonly JsonObject[]): ImageAnswer => {
  const images = predictions.flatMap((prediction) => {
    const data = stringAt(prediction, 'bytesBase64Encoded')
    return data === '' ? [] : [{ mediaType: stringAt(prediction, 'mimeType') || 'image/png', data }]
  })
  if (images.length > 0) return { type: 'images', images, usage: {}, imageTokens: 0 }
  const reason = predictions.map((one) => stringAt(one, 'raiFilteredReason')).join('')
  return { type: 'refused', isForbidden: reason !== '', reason, usage: {} }
}
