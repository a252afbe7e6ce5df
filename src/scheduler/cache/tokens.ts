/** What nobody has counted yet: English and code are about four bytes to a token. */
export const BYTES_PER_TOKEN = 4

/** So far apart a body is looked at, in so many characters each time. */
const APART = 1_024
const LOOK = 64

/**
 * Characters of a body that are no file in base64: of those an upstream makes few tokens, or a number that nobody can
 * guess. Words, code and lists have a space, a quote or a line's end sooner than each 64 characters.
 */
export const textLengthOf = (body: string): number => {
  let files = 0
  for (let at = 0; at + LOOK <= body.length; at += APART)
    if (isBase64.test(body.slice(at, at + LOOK))) files += 1
  return Math.max(0, body.length - files * APART)
}

const isBase64 = /^[\w+/=-]+$/
