import type { Answer, Choice } from '../../ir/answer.ts'
import type { ImageSize } from '../../ir/image-request.ts'
import type { MediaSource } from '../../ir/part.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import type { ImageMaker, MakerRequest } from '../image-maker.ts'
import { nearestRatio } from '../image-ratio.ts'
import { imageTypeOf } from '../image-type.ts'
import { countAt, isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { readInputUsage } from '../openai-usage.ts'
import { readPicture, reportUnpainted } from './image-prompt.ts'

const isMaker = (model: string): boolean =>
  /^(?:gpt-image-|chatgpt-image-|dall-e-)/i.test(model.slice(model.lastIndexOf('/') + 1))

const writeRequest = (
  prompt: Prompt,
  size: ImageSize | undefined,
  report: Report,
): MakerRequest => {
  reportUnpainted(prompt, report)
  const { words, addresses } = readPicture(prompt, report)
  if (words === '') report.refuse('messages', 'hold no words that say what to make')
  const { model, sampling } = prompt
  const body = {
    model,
    prompt: words,
    ...(sampling.choices === undefined ? {} : { n: sampling.choices }),
    ...writeSize(model, size, report),
    // Newer models answer so unasked, and refuse to be asked (recorded 2026-02-12).
    ...(/dall-e-/i.test(model) ? { response_format: 'b64_json' } : {}),
  }
  return addresses.length === 0
    ? { operation: 'make-images', body }
    : {
        operation: 'edit-images',
        body: { ...body, images: addresses.map((address) => ({ image_url: address })) },
      }
}

/** In pixels, by the aspect ratio. https://platform.openai.com/docs/api-reference/images/create#images-create-size */
const sizes: readonly { readonly models: RegExp; readonly sizes: Record<string, string> }[] = [
  { models: /dall-e-2/i, sizes: { '1:1': '1024x1024' } },
  { models: /dall-e-3/i, sizes: { '1:1': '1024x1024', '16:9': '1792x1024', '9:16': '1024x1792' } },
  {
    models: /gpt-image-1|chatgpt-image/i,
    sizes: { '1:1': '1024x1024', '3:2': '1536x1024', '2:3': '1024x1536' },
  },
  {
    models: /./,
    sizes: {
      '21:9': '1792x768',
      '16:9': '1536x864',
      '3:2': '1536x1024',
      '4:3': '1360x1024',
      '5:4': '1280x1024',
      '1:1': '1024x1024',
      '4:5': '1024x1280',
      '3:4': '1024x1360',
      '2:3': '1024x1536',
      '9:16': '864x1536',
    },
  },
]

const writeSize = (model: string, size: ImageSize | undefined, report: Report): JsonObject => {
  if (size === undefined) return {}
  const offered = sizes.find(({ models }) => models.test(model))?.sizes ?? {}
  const ratio = nearestRatio(size, Object.keys(offered))
  if (ratio !== undefined) return { size: offered[ratio] }
  const names = Object.keys(offered).join(', ')
  report.refuse('size', `is near to none of the aspect ratios of this model: ${names}`)
  return {}
}

const readAnswer = (body: JsonObject): Answer | undefined => {
  const sources = listAt(body, 'data').filter(isObject).flatMap(readSource)
  if (sources.length === 0) return undefined
  const usage = objectAt(body, 'usage')
  const createdAt = countAt(body, 'created')
  return {
    id: '',
    model: '',
    ...(createdAt === undefined ? {} : { createdAt }),
    choices: sources.map(writeChoice),
    usage: (usage === undefined ? undefined : readInputUsage(usage)) ?? {},
  }
}

const writeChoice = (source: MediaSource, index: number): Choice => ({
  index,
  parts: [{ type: 'image', source }],
  finish: { reason: 'stop' },
})

const readSource = (image: JsonObject): readonly MediaSource[] => {
  const data = stringAt(image, 'b64_json')
  const url = stringAt(image, 'url')
  if (data !== '') return [{ type: 'data', mediaType: typeOf(data), data }]
  return url === '' ? [] : [{ type: 'url', url }]
}

const typeOf = (base64: string): string =>
  imageTypeOf(Buffer.from(base64.slice(0, 32), 'base64').toString('latin1')) ?? 'image/png'

export const imageMaker: ImageMaker = { isMaker, writeRequest, readAnswer }
