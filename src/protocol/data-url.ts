export type DataUrl = { readonly mediaType: string; readonly data: string }

const base64Mark = ';base64'

/** `data:image/png;base64,…` taken apart; undefined for any other address, and for data that is not base64. */
export const readDataUrl = (url: string): DataUrl | undefined => {
  if (!url.startsWith('data:')) return undefined
  const comma = url.indexOf(',')
  if (comma === -1) return undefined
  const head = url.slice('data:'.length, comma)
  return head.endsWith(base64Mark)
    ? { mediaType: head.slice(0, -base64Mark.length), data: url.slice(comma + 1) }
    : undefined
}

export const writeDataUrl = ({ mediaType, data }: DataUrl): string =>
  `data:${mediaType}${base64Mark},${data}`
