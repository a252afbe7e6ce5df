import { given } from '../../ir/defined.ts'
import type { ImageRequest } from '../../ir/image-request.ts'
import type { Report } from '../../ir/report.ts'
import { entryOf } from '../entry.ts'
import type { ImageUpstream } from '../image-codec.ts'
import { nearestRatio } from '../image-ratio.ts'
import type { JsonObject } from '../json.ts'
import { readAnswer } from './images-answer.ts'

/** https://ai.google.dev/gemini-api/docs/image-generation#aspect_ratios_and_image_size */
const ratios = ['21:9', '16:9', '4:3', '3:2', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16']

/** https://ai.google.dev/gemini-api/docs/imagen#imagen-configuration */
const predictedRatios = ['16:9', '4:3', '1:1', '3:4', '9:16']

/** Models of another line, which are asked by a method of their own. */
const isPredicted = (model: string): boolean => /(?:^|\/)imagen-/i.test(model)

const writeRequest = (request: ImageRequest, report: Report): JsonObject => {
  reportCommon(request, report)
  return isPredicted(request.model)
    ? writePrediction(request, report)
    : writeGeneration(request, report)
}

const writeGeneration = (request: ImageRequest, report: Report): JsonObject => {
  const { model, prompt, references, count } = request
  // Answered with "Multiple candidates is not enabled for …" by all image models (2025-10-01).
  if (count > 1) report.refuse('count', 'must be 1: this upstream makes one image a request')
  const imageConfig = given({
    aspectRatio: ratioOf(request, ratios, report),
    imageSize: takesImageSize(model) ? resolutionOf(request) : undefined,
  })
  if (!takesImageSize(model) && resolutionOf(request) !== undefined)
    report.warn(
      request.quality === undefined ? 'size' : 'quality',
      'does not set the resolution of this model, which has only one',
    )
  return {
    contents: [
      {
        role: 'user',
        parts: [
          ...references.map(({ mediaType, data }) => ({
            inlineData: { mimeType: mediaType, data },
          })),
          { text: prompt },
        ],
      },
    ],
    generationConfig: {
      responseModalities: ['IMAGE'],
      ...(Object.keys(imageConfig).length === 0 ? {} : { imageConfig }),
    },
  }
}

/** From its third version on; a name of no known line is taken for a new one. */
const takesImageSize = (model: string): boolean => {
  const version = /gemini-(\d+)/i.exec(model)?.[1]
  return version === undefined || Number(version) >= 3
}

const writePrediction = (request: ImageRequest, report: Report): JsonObject => {
  const { prompt, references, count } = request
  if (references.length > 0) report.refuse('references', 'cannot be given to this model')
  const resolution = resolutionOf(request)
  if (resolution === '4K') report.warn('quality', 'is no greater than 2K at this model')
  return {
    instances: [{ prompt }],
    parameters: given({
      sampleCount: count,
      aspectRatio: ratioOf(request, predictedRatios, report),
      imageSize: resolution === '4K' ? '2K' : resolution,
    }),
  }
}

const ratioOf = (
  { size }: ImageRequest,
  offered: readonly string[],
  report: Report,
): string | undefined => {
  if (size === undefined) return undefined
  const ratio = nearestRatio(size, offered)
  if (ratio === undefined)
    report.refuse(
      'size',
      `is near to none of the aspect ratios that this upstream offers: ${offered.join(', ')}`,
    )
  return ratio
}

const resolutions: Readonly<Record<string, '1K' | '2K' | '4K'>> = {
  low: '1K',
  standard: '1K',
  '1k': '1K',
  medium: '2K',
  '2k': '2K',
  high: '4K',
  xhigh: '4K',
  max: '4K',
  hd: '4K',
  '4k': '4K',
}

/** By the quality that was asked for, else by the pixels. Undefined: the model's own, which is the smallest. */
const resolutionOf = ({ quality = '', size }: ImageRequest): '2K' | '4K' | undefined => {
  const byQuality = entryOf(resolutions, quality.toLowerCase())
  const resolution = byQuality ?? (size?.isInPixels === true ? byPixels(size) : '1K')
  return resolution === '1K' ? undefined : resolution
}

/** The longer side of an image of 1K has up to 1,584 pixels, of one of 2K up to 3,168. */
const byPixels = ({ width, height }: { width: number; height: number }): '1K' | '2K' | '4K' => {
  const longer = Math.max(width, height)
  if (longer < 2_000) return '1K'
  return longer < 3_200 ? '2K' : '4K'
}

const stills = new Set(['png', 'jpeg', 'webp'])

const reportCommon = (request: ImageRequest, report: Report): void => {
  const { format, isTransparent, isMasked, wantsUrls, extras } = request
  if (isTransparent) report.refuse('isTransparent', 'cannot be transparent at this upstream')
  if (isMasked) report.refuse('isMasked', 'cannot be given to this upstream')
  if (wantsUrls) report.refuse('wantsUrls', 'must be b64_json: this upstream keeps no images')
  if (format !== undefined && !stills.has(format))
    report.refuse('format', 'must be png, jpeg or webp: this upstream makes no other')
  else if (format !== undefined && format !== 'png')
    report.warn('format', 'is chosen by this upstream: see output_format of the answer')
  for (const [name, value] of Object.entries(extras)) reportExtra(name, value, report)
}

/** What would make something else of the image than was asked for. */
const essential = new Set(['markup', 'svg', 'frame_count', 'frame_duration_ms'])

const reportExtra = (name: string, value: unknown, report: Report): void => {
  if (value === undefined || value === null || name === 'partial_images') return
  if (essential.has(name)) report.refuse(name, 'cannot be expressed at this upstream')
  else report.warn(name, 'has no counterpart at this upstream and was left out')
}

export const imageUpstream: ImageUpstream = {
  operationFor: (model) => (isPredicted(model) ? 'make-images' : 'generate'),
  writeRequest,
  readAnswer,
}
