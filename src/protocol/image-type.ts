/** How the files of each kind begin. */
const beginnings: readonly (readonly [mediaType: string, pattern: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/gif', /^GIF8/],
]

/** What an image is, by its first bytes (byte string); undefined when it is none that models know. */
export const imageTypeOf = (bytes: string): string | undefined => {
  const head = bytes.slice(0, 16)
  return beginnings.find(([, pattern]) => pattern.test(head))?.[0]
}

/** The width and height that a PNG says at its beginning; undefined for what is none. */
export const pngSize = (base64: string): readonly [number, number] | undefined => {
  const head = Buffer.from(base64.slice(0, 32), 'base64')
  return head.length === 24 && imageTypeOf(head.toString('latin1')) === 'image/png'
    ? [head.readUInt32BE(16), head.readUInt32BE(20)]
    : undefined
}
