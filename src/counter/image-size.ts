export type ImageSize = { readonly width: number; readonly height: number }

/** What stands before the size in a JPEG (a camera's notes, a thumbnail) is rarely longer. */
const headCharacters = 256 * 1024

/** Width and height from the head of a base64 image, without decoding the picture; undefined when they are not found. */
export const imageSize = (base64: string): ImageSize | undefined => {
  const head = Buffer.from(base64.slice(0, headCharacters), 'base64')
  try {
    return pngSize(head) ?? gifSize(head) ?? webpSize(head) ?? jpegSize(head)
  } catch (error) {
    // The head ends where a number should stand.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** https://www.w3.org/TR/png-3/#11IHDR */
const pngSize = (head: Buffer): ImageSize | undefined =>
  head.readUInt32BE(0) === 0x89504e47
    ? { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
    : undefined

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
const gifSize = (head: Buffer): ImageSize | undefined =>
  head.toString('latin1', 0, 4) === 'GIF8'
    ? { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
    : undefined

/** https://developers.google.com/speed/webp/docs/riff_container */
const webpSize = (head: Buffer): ImageSize | undefined => {
  if (head.toString('latin1', 8, 12) !== 'WEBP') return undefined
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
    case 'VP8L':
      return {
        width: (head.readUInt32LE(21) & 0x3fff) + 1,
        height: ((head.readUInt32LE(21) >>> 14) & 0x3fff) + 1,
      }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}

/** The first frame header (SOF). https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2.2 */
const jpegSize = (head: Buffer): ImageSize | undefined => {
  if (head.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; ; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head.readUInt16BE(at)
    if (marker < 0xff00) return undefined
    if (isFrameHeader(marker))
      return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
  }
}

const otherMarkers: ReadonlySet<number> = new Set([0xffc4, 0xffc8, 0xffcc])

const isFrameHeader = (marker: number): boolean =>
  marker >= 0xffc0 && marker <= 0xffcf && !otherMarkers.has(marker)
