import type { Extras } from '../../ir/part.ts'
import { isObject, stringAt } from '../json.ts'
import type { ImageConfig } from '../image-maker.ts'

const names = ['generationConfig.imageConfig', 'generationConfig.image_config']

/** https://ai.google.dev/gemini-api/docs/image-generation: the aspect ratio. The resolution is left as it is. */
export const readImageConfig = (extras: Extras): ImageConfig => {
  const name = names.find((one) => isObject(extras[one]))
  const config = name === undefined ? undefined : extras[name]
  if (name === undefined || !isObject(config)) return { isSizeOnly: true }
  const { aspectRatio, aspect_ratio: spelledOtherwise, ...others } = config
  const ratio = stringAt({ ratio: aspectRatio ?? spelledOtherwise }, 'ratio')
  const [, width, height] = /^(\d{1,3}):(\d{1,3})$/.exec(ratio) ?? []
  const size = { width: Number(width), height: Number(height), isInPixels: false }
  return {
    ...(size.width > 0 && size.height > 0 ? { size } : {}),
    field: name,
    isSizeOnly: Object.keys(others).length === 0,
  }
}
