import type { InlineImage } from '../../ir/image-request.ts'
import type { Report } from '../../ir/report.ts'
import type { AskedImages, MadeImages } from '../image-codec.ts'
import { pngSize } from '../image-type.ts'
import type { JsonObject } from '../json.ts'

/** One object; or where a stream was asked for its last event for each image: no other is required of a server. */
export const writeAnswer = (made: MadeImages, asked: AskedImages, report: Report): string => {
  const { images } = made
  if (asked.request.isStreaming)
    return images
      .map((image, at) =>
        writeEvent(image, { made, asked, report, isLast: at === images.length - 1 }),
      )
      .join('')
  const [first] = images
  const usage = writeUsage(made)
  return JSON.stringify({
    created: asked.now,
    data: images.map(({ data }) => ({ b64_json: data })),
    ...(first === undefined ? {} : describe(first)),
    ...(usage === undefined ? {} : { usage }),
  })
}

const formatOf = ({ mediaType }: InlineImage): string => mediaType.replace(/^image\//, '')

/** What is known of an image by itself. */
const describe = (image: InlineImage): JsonObject => {
  const size = pngSize(image.data)
  return {
    output_format: formatOf(image),
    ...(size === undefined ? {} : { size: size.join('x') }),
  }
}

type Circumstances = {
  readonly made: MadeImages
  readonly asked: AskedImages
  readonly report: Report
  readonly isLast: boolean
}

const writeEvent = (image: InlineImage, { made, asked, report, isLast }: Circumstances): string => {
  const type = `${asked.operation === 'edit-images' ? 'image_edit' : 'image_generation'}.completed`
  const usage = writeUsage(made)
  if (usage === undefined)
    report.warn('usage', 'was not told by this upstream: 0 stands for unknown')
  const event = {
    type,
    b64_json: image.data,
    created_at: asked.now,
    background: 'auto',
    quality: 'auto',
    size: 'auto',
    ...describe(image),
    usage: isLast && usage !== undefined ? usage : noUsage,
  }
  return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`
}

const noUsage: JsonObject = {
  input_tokens: 0,
  input_tokens_details: { text_tokens: 0, image_tokens: 0 },
  output_tokens: 0,
  total_tokens: 0,
}

const writeUsage = ({ usage, imageTokens }: MadeImages): JsonObject | undefined => {
  const { inputTokens, cacheReadTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage
  if (inputTokens === undefined) return undefined
  const input = inputTokens + cacheReadTokens
  const output = outputTokens + reasoningTokens
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: input - imageTokens, image_tokens: imageTokens },
    output_tokens: output,
    total_tokens: input + output,
  }
}
