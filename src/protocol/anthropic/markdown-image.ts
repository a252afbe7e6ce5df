import type { MediaPart } from '../../ir/part.ts'

/**
 * An image that another vendor's model made. No block of an Anthropic answer holds one, so a client gets it as markdown in a
 * text of its own, and what comes back in that form in an assistant's message is the image again.
 */
export const writeMarkdownImage = ({ source, type }: MediaPart): string => {
  if (type === 'image') {
    if (source.type === 'url') return `![image](${source.url})`
    if (source.type === 'data') return `![image](data:${source.mediaType};base64,${source.data})`
  }
  return `(${article(type)} ${type} that cannot be shown here)`
}

const article = (type: MediaPart['type']): string =>
  type === 'image' || type === 'audio' ? 'An' : 'A'

const opening = '![image](data:'
const whole = /^!\[image\]\(data:([\w.+-]+\/[\w.+-]+);base64,([\w+/]+={0,2})\)$/

export const readMarkdownImage = (text: string): MediaPart | undefined => {
  if (!text.startsWith(opening)) return undefined
  const [, mediaType, data] = whole.exec(text) ?? []
  return mediaType === undefined || data === undefined
    ? undefined
    : { type: 'image', source: { type: 'data', mediaType, data } }
}
