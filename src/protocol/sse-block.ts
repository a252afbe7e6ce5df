import type { StreamEvent } from './protocol.ts'
import { LineEnds } from './sse-lines.ts'

/** U+FEFF in UTF-8, as a byte string. */
const byteOrderMark = '\u00ef\u00bb\u00bf'
const colon = 0x3a
const space = 0x20

/** Reads one complete event. */
export const readBlock = (raw: string): StreamEvent => {
  const nameEnd = raw.startsWith('event: ') ? raw.indexOf('\n') : -1
  if (!isLastLineOfData(raw, nameEnd + 1)) return readLines(raw, 0)
  const event = nameEnd === -1 ? '' : raw.slice(7, nameEnd)
  return { raw, event, data: raw.slice(nameEnd + 7, -2) }
}

/** The first event of a stream, before which a byte order mark may stand. */
export const readFirstBlock = (raw: string): StreamEvent =>
  raw.startsWith(byteOrderMark) ? readLines(raw, byteOrderMark.length) : readBlock(raw)

/** Nearly all events are one line of data, at most with a name before it, ended by LF. */
const isLastLineOfData = (raw: string, start: number): boolean =>
  raw.startsWith('data: ', start) &&
  raw.indexOf('\n', start) === raw.length - 2 &&
  !raw.includes('\r')

const readLines = (raw: string, from: number): StreamEvent => {
  let event = ''
  let data: string | undefined
  let start = from
  const lines = new LineEnds(raw, start)
  while (lines.find(start)) {
    if (raw.startsWith('data', start)) {
      const value = valueOf(raw, start + 4, lines.at)
      if (value !== undefined) data = data === undefined ? value : `${data}\n${value}`
    } else if (raw.startsWith('event', start)) {
      event = valueOf(raw, start + 5, lines.at) ?? event
    }
    start = lines.after
  }
  return { raw, event, data: data ?? '' }
}

/** What follows a field's name; undefined when the name goes on, so that it was another field. */
const valueOf = (raw: string, nameEnd: number, lineEnd: number): string | undefined => {
  if (nameEnd === lineEnd) return ''
  if (raw.charCodeAt(nameEnd) !== colon) return undefined
  const start = nameEnd + 1
  return raw.slice(start < lineEnd && raw.charCodeAt(start) === space ? start + 1 : start, lineEnd)
}
