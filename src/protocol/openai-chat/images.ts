import { given } from '../../ir/defined.ts'
import type { ImageRequest, ImageSize, InlineImage } from '../../ir/image-request.ts'
import { Field } from '../field.ts'
import { readDataUrl } from '../data-url.ts'
import type { ImageBody, ImageClient, ReadImageRequest } from '../image-codec.ts'
import { writeAnswer } from './images-answer.ts'
import { readFields } from './images-form.ts'

const known = new Set([
  'model',
  'prompt',
  'n',
  'size',
  'quality',
  'background',
  'output_format',
  'response_format',
  'stream',
  'images',
  'mask',
])

const readRequest = (asked: ImageBody): ReadImageRequest => {
  const fields = readFields(asked)
  if (fields.type === 'refused') return fields
  const root = Field.root(fields.values)
  const request: ImageRequest = {
    model: asked.model,
    prompt: readPrompt(root.at('prompt')),
    references: [...fields.files, ...root.at('images').items().map(readReference)],
    count: root.at('n').whole(1) ?? 1,
    isStreaming: asked.isStreaming,
    extras: root.extras(known) ?? {},
    ...given({
      size: readSize(root.at('size')),
      quality: root.at('quality').text(),
      format: root.at('output_format').text(),
      isTransparent: ifTrue(root.at('background').text() === 'transparent'),
      isMasked: ifTrue(fields.isMasked || root.at('mask').isGiven),
      wantsUrls: ifTrue(root.at('response_format').text() === 'url'),
    }),
  }
  const { fault } = root
  return fault === undefined ? { type: 'read', request } : { type: 'refused', fault }
}

const readPrompt = (field: Field): string => {
  const prompt = field.requiredText()
  if (field.isText && prompt.trim() === '') field.reject('must not be empty')
  return prompt
}

const ifTrue = (is: boolean): true | undefined => (is ? true : undefined)

/** `{"image_url": "data:…"}`, the form of an edit that has no files. */
const readReference = (item: Field): InlineImage => {
  const url = item.at('image_url')
  const inline = readDataUrl(url.text() ?? '')
  if (inline !== undefined) return inline
  if (url.isGiven) url.reject('must be a data URL: this upstream is not given other addresses')
  else item.reject('must have an image_url: this upstream does not have your files')
  return { mediaType: '', data: '' }
}

/** `1024x1024`, or only a ratio: `16:9`. */
const readSize = (field: Field): ImageSize | undefined => {
  const text = field.text()
  if (text === undefined || text === 'auto') return undefined
  const [, width = '', mark, height = ''] = /^(\d{1,5})([x:])(\d{1,5})$/.exec(text) ?? []
  if (Number(width) > 0 && Number(height) > 0)
    return { width: Number(width), height: Number(height), isInPixels: mark === 'x' }
  field.reject('must be a width and a height, as in 1024x1024 or 16:9, or auto')
  return undefined
}

/** https://platform.openai.com/docs/api-reference/images */
export const imageClient: ImageClient = {
  operations: ['make-images', 'edit-images'],
  readRequest,
  writeAnswer,
  fieldNames: {
    references: 'image',
    count: 'n',
    format: 'output_format',
    isTransparent: 'background',
    isMasked: 'mask',
    wantsUrls: 'response_format',
  },
}
