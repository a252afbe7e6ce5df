import type { InlineImage } from '../../ir/image-request.ts'
import type { Fault } from '../../ir/report.ts'
import { toBytes } from '../bytes.ts'
import type { ImageBody } from '../image-codec.ts'
import { imageTypeOf } from '../image-type.ts'
import { isObject, parseText, type JsonObject } from '../json.ts'
import { boundaryOf, readForm, textOf, type FormPart } from '../multipart.ts'

export type ImageFields =
  | {
      readonly type: 'read'
      /** As they would stand in JSON. */
      readonly values: JsonObject
      /** The images of a form. */
      readonly files: readonly InlineImage[]
      readonly isMasked: boolean
    }
  | { readonly type: 'refused'; readonly fault: Fault }

/** The fields of a request for images, whether it comes as JSON or as a form with files. */
export const readFields = ({ body, formType }: ImageBody): ImageFields => {
  if (formType !== undefined) return readParts(body, formType)
  const values = parseText(body)
  return isObject(values)
    ? { type: 'read', values, files: [], isMasked: false }
    : { type: 'refused', fault: { field: '', problem: 'is not a JSON object' } }
}

const readParts = (body: string, formType: string): ImageFields => {
  const parts = readForm(body, boundaryOf(formType) ?? '')
  if (parts === undefined)
    return { type: 'refused', fault: { field: '', problem: 'is not a whole form' } }
  const files: InlineImage[] = []
  for (const part of parts.filter(isImage)) {
    const bytes = body.slice(part.content.start, part.content.end)
    const mediaType = imageTypeOf(bytes)
    if (mediaType === undefined)
      return { type: 'refused', fault: { field: 'image', problem: noImage } }
    files.push({ mediaType, data: Buffer.from(toBytes(bytes)).toString('base64') })
  }
  const values = parts.filter(({ fileName }) => fileName === undefined)
  return {
    type: 'read',
    values: Object.fromEntries(values.map((part) => [part.name, readValue(body, part)])),
    files,
    isMasked: parts.some(({ name }) => name === 'mask'),
  }
}

const noImage = 'must be a file of PNG, JPEG, WebP or GIF'

/** One file as `image`, several as `image[]`. */
const isImage = ({ name, fileName }: FormPart): boolean =>
  fileName !== undefined && (name === 'image' || name === 'image[]')

const numbers = new Set(['n', 'output_compression', 'partial_images'])

const readValue = (body: string, part: FormPart): unknown => {
  const text = textOf(body, part)
  return numbers.has(part.name) && /^\d{1,9}$/.test(text) ? Number(text) : text
}
