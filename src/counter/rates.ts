import type { MediaPart } from '../ir/part.ts'
import { imageSize } from './image-size.ts'

/**
 * What a conversation's form costs besides its text, at gpt-4o.
 * https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
 */
/** Three around each message, and its role. */
export const messageTokens = 4
export const nameTokens = 1
/** The beginning of the answer. */
export const replyTokens = 3
export const toolTokens = 7
/** Behind all of the tools. */
export const toolListTokens = 12

/**
 * An image is as large as its pixels, after it was shrunk to 1568 at its longer side and about 1,600 tokens in all.
 * https://docs.anthropic.com/en/docs/build-with-claude/vision
 */
const pixelsPerToken = 750
const longestSide = 1_568
const maxImageTokens = 1_600

/** `detail: low`: https://platform.openai.com/docs/guides/images-vision#calculating-costs */
const lowDetailTokens = 85

export const imageTokens = ({ source, detail }: MediaPart): number => {
  if (detail === 'low') return lowDetailTokens
  const size = source.type === 'data' ? imageSize(source.data) : undefined
  if (size === undefined) return maxImageTokens
  const shrunk = Math.min(1, longestSide / Math.max(size.width, size.height, 1))
  const pixels = size.width * size.height * shrunk * shrunk
  return Math.min(maxImageTokens, Math.ceil(pixels / pixelsPerToken))
}

/**
 * A page of a PDF: 1,500 to 3,000 tokens of text by how much stands on it.
 * https://docs.anthropic.com/en/docs/build-with-claude/pdf-support
 */
const pageTokens = 1_500

/** A document whose pages are packed, or that is not here, counts as one page. */
export const pdfTokens = ({ source }: MediaPart): number =>
  pageTokens * Math.max(1, source.type === 'data' ? pagesOf(source.data) : 1)

const pagesOf = (base64: string): number => {
  const text = Buffer.from(base64, 'base64').toString('latin1')
  return text.match(/\/Type\s*\/Page(?![a-z])/gi)?.length ?? 0
}
