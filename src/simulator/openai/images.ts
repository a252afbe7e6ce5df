/** Pictures made and changed: https://platform.openai.com/docs/api-reference/images */
import { answerJson, refuse, type Answer, type StreamAnswer } from '../answer.ts'
import { imageTokens, tinyPng } from '../image.ts'
import { countTokens } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { check } from './check.ts'
import { fieldsOf } from '../form.ts'
import { editRequest, generationRequest, type ImageRequest } from './images-schema.ts'
import { refuseModel } from './models.ts'
import { failInChunks } from './stream.ts'

export const answerGenerations = (call: Call): Answer => {
  const checked = check(generationRequest, call.body)
  return checked.type === 'refused' ? checked : paint(checked.body, call, 'image_generation')
}

/** A form, its pictures as files. */
export const answerEdits = (call: Call): Answer => {
  if (call.form === undefined) return refuse('invalid', 'The body is no form.')
  const checked = check(editRequest, fieldsOf(call.form))
  if (checked.type === 'refused') return checked
  const files = call.form.getAll(call.form.has('image[]') ? 'image[]' : 'image')
  const isPictures = files.every(
    (file) => typeof file !== 'string' && file.type.startsWith('image/'),
  )
  return isPictures
    ? paint(checked.body, call, 'image_edit')
    : refuse('invalid', "Invalid file 'image': unsupported mimetype.", { param: 'image' })
}

const paint = (
  request: ImageRequest,
  call: Call,
  kind: 'image_generation' | 'image_edit',
): Answer => {
  const { model = 'gpt-image-1' } = request
  if (model === null || findModel(call, model, 'image') === undefined) {
    return refuseModel(model ?? '')
  }
  const count = request.n ?? 1
  if (request.stream === true) return streamImage(request, call, kind)
  return answerJson({
    created: Math.floor(call.now / 1000),
    ...frameOf(request),
    data: Array.from({ length: count }, () => ({ b64_json: tinyPng })),
    usage: writeUsage(request, count),
  })
}

const frameOf = (request: ImageRequest) => ({
  background: request.background === 'transparent' ? ('transparent' as const) : ('opaque' as const),
  output_format: 'png' as const,
  quality: 'low' as const,
  size: '1024x1024' as const,
})

const writeUsage = (request: ImageRequest, count: number) => {
  const input_tokens = countTokens(request.prompt)
  const output_tokens = count * imageTokens
  return {
    input_tokens,
    input_tokens_details: { text_tokens: input_tokens, image_tokens: 0 },
    output_tokens,
    total_tokens: input_tokens + output_tokens,
  }
}

const streamImage = (request: ImageRequest, call: Call, kind: string): StreamAnswer => {
  const frame = {
    b64_json: tinyPng,
    created_at: Math.floor(call.now / 1000),
    ...frameOf(request),
  }
  const partial = Array.from({ length: request.partial_images ?? 0 }, (_, index) => ({
    type: `${kind}.partial_image`,
    ...frame,
    partial_image_index: index,
  }))
  const done = { type: `${kind}.completed`, ...frame, usage: writeUsage(request, 1) }
  return {
    type: 'stream',
    framing: 'sse',
    lineEnding: '\n',
    pieces: [...partial, done].map((event) => ({
      phase: event === done ? 'end' : 'content',
      event: event.type,
      data: JSON.stringify(event),
    })),
    failure: failInChunks,
  }
}
