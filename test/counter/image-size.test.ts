import { expect, test } from 'bun:test'
import { imageSize } from '../../src/counter/image-size.ts'

const base64 = (...parts: readonly (string | readonly number[])[]): string =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  ).toString('base64')

const png = base64('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 3, 0x20, 0, 0, 2, 0x58])
const gif = base64('GIF89a', [0x20, 0x03, 0x58, 0x02])
const riff = ['RIFF', [0, 0, 0, 0], 'WEBP'] as const
const lossy = base64(...riff, 'VP8 ', Array(10).fill(0), [0x20, 0x03, 0x58, 0x02])
const lossless = base64(...riff, 'VP8L', [0, 0, 0, 0, 0x2f], [0x1f, 0xc3, 0x95, 0x00])
const extended = base64(...riff, 'VP8X', Array(8).fill(0), [0x1f, 0x03, 0, 0x57, 0x02, 0])
const jpeg = base64(
  [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
  [0xff, 0xc4, 0, 3, 0],
  [0xff, 0xc2, 0, 11, 8, 0x02, 0x58, 0x03, 0x20],
)

test.each(Object.entries({ png, gif, lossy, lossless, extended, jpeg }))(
  'the size of an image is read from its head: %s',
  (_, image) => {
    expect(imageSize(image)).toEqual({ width: 800, height: 600 })
  },
)

test.each([png, gif, lossy, lossless, extended, jpeg])(
  'a head that is cut off anywhere has no size, and breaks nothing',
  (image) => {
    const bytes = Buffer.from(image, 'base64')
    for (let length = 0; length < bytes.length - 4; length += 1)
      expect(imageSize(bytes.subarray(0, length).toString('base64'))).toBeUndefined()
  },
)

test('what is no image has no size', () => {
  expect(imageSize(base64('hello there, this is a text of some length'))).toBeUndefined()
})
