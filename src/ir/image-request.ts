import type { Usage } from './usage.ts'

/** Images to be made, from words alone or from other images, independent of any protocol. */
export type ImageRequest = {
  readonly model: string
  readonly prompt: string
  /** What they are to be made from. */
  readonly references: readonly InlineImage[]
  readonly count: number
  readonly size?: ImageSize
  /** In the client's words: `high`, `hd`, `2k`. */
  readonly quality?: string
  /** `png`, `jpeg`, `webp`, …: what the client wants to get. */
  readonly format?: string
  readonly isTransparent?: true
  /** Only a part of the image may change. */
  readonly isMasked?: true
  /** Where the images can be fetched is asked for, not the images. */
  readonly wantsUrls?: true
  readonly isStreaming: boolean
  /** What only the client's protocol knows. */
  readonly extras: Readonly<Record<string, unknown>>
}

export type ImageSize = {
  readonly width: number
  readonly height: number
  /** The numbers are pixels, not only their ratio. */
  readonly isInPixels: boolean
}

export type InlineImage = {
  readonly mediaType: string
  /** In base64. */
  readonly data: string
}

export type ImageAnswer =
  | {
      readonly type: 'images'
      readonly images: readonly InlineImage[]
      /** Of what the upstream told. */
      readonly usage: Partial<Usage>
      /** Of the tokens that were read, those of images. */
      readonly imageTokens: number
    }
  | {
      readonly type: 'refused'
      /** By its rules of what may be shown; else the model had nothing to show. */
      readonly isForbidden: boolean
      readonly reason: string
      readonly usage: Partial<Usage>
    }
