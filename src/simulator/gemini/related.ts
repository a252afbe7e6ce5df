/** `multipart/related`: parts with a content type each, and no names. https://www.rfc-editor.org/rfc/rfc2387 */
export type RelatedPart = { readonly type: string; readonly bytes: Uint8Array }

/** Undefined when it is not what its content type says. */
export const readRelated = (
  contentType: string,
  body: Uint8Array,
): readonly RelatedPart[] | undefined => {
  const [, quoted, plain] =
    /^multipart\/related;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return undefined
  const text = `\r\n${Buffer.from(body).toString('latin1')}`
  const [preamble, ...parts] = text.split(`\r\n--${boundary}`)
  const isWhole = preamble !== undefined && parts.at(-1)?.startsWith('--') === true
  return isWhole ? parts.slice(0, -1).map(readPart) : undefined
}

const readPart = (part: string): RelatedPart => {
  const head = part.slice(0, part.indexOf('\r\n\r\n'))
  const content = part.slice(head.length + 4)
  return {
    type: /^content-type: *(.+)$/im.exec(head)?.[1]?.trim() ?? '',
    bytes: Buffer.from(content, 'latin1'),
  }
}
