/** The fields of OpenAI's requests about pictures, as its image models take them. */
import { Type, type Static } from '@sinclair/typebox'
import { anything, closed, nullable, oneOf } from '../check.ts'

const shared = {
  model: nullable(Type.String({ minLength: 1 })),
  prompt: Type.String({ minLength: 1 }),
  background: nullable(oneOf('transparent', 'opaque', 'auto')),
  n: nullable(Type.Integer({ minimum: 1, maximum: 10 })),
  output_compression: nullable(Type.Integer({ minimum: 0, maximum: 100 })),
  output_format: nullable(oneOf('png', 'jpeg', 'webp')),
  partial_images: nullable(Type.Integer({ minimum: 0, maximum: 3 })),
  quality: nullable(oneOf('low', 'medium', 'high', 'auto')),
  size: nullable(oneOf('auto', '1024x1024', '1536x1024', '1024x1536')),
  stream: nullable(Type.Boolean()),
  safety_identifier: anything,
  user: Type.Optional(Type.String()),
}

export type ImageRequest = Static<typeof generationRequest>

/** No `response_format` and no `style`: they are of the models before. */
export const generationRequest = closed({
  ...shared,
  moderation: nullable(oneOf('low', 'auto')),
})

const file = Type.Object({ name: Type.String(), size: Type.Integer({ minimum: 1 }) })

export const editRequest = closed({
  ...shared,
  image: Type.Union([file, Type.Array(file, { minItems: 1, maxItems: 16 })]),
  mask: Type.Optional(file),
  input_fidelity: nullable(oneOf('high', 'low')),
})
