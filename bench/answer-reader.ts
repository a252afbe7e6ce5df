/** Reads one HTTP/1.1 answer after another from the bytes of a connection, as cheaply as counting needs. */
export type AnswerReader = {
  /** True when the answer is complete. */
  feed(bytes: Buffer): boolean
  /** What has been seen of the current answer. An event is what ends in an empty line; an answer without any counts as one. */
  readonly seen: { status: number; events: number }
  reset(): void
}

type Framing =
  | { readonly type: 'head' }
  | { readonly type: 'length'; left: number }
  | { readonly type: 'chunked' }

const terminator = '\r\n0\r\n\r\n'

export const createAnswerReader = (): AnswerReader => {
  const seen = { status: 0, events: 0 }
  let head = ''
  let tail = ''
  let framing: Framing = { type: 'head' }

  const readHead = (text: string): string => {
    const end = text.indexOf('\r\n\r\n')
    if (end === -1) {
      head = text
      return ''
    }
    head = text.slice(0, end)
    seen.status = Number(head.slice(9, 12))
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    framing = length === undefined ? { type: 'chunked' } : { type: 'length', left: Number(length) }
    tail = '\r\n'
    return text.slice(end + 4)
  }

  const readBody = (text: string): boolean => {
    if (framing.type === 'head') return false
    const joined = tail + text
    seen.events += countEvents(joined, tail.length)
    tail = joined.slice(-terminator.length)
    if (framing.type === 'chunked') return tail === terminator
    framing.left -= text.length
    if (framing.left === 0) seen.events = Math.max(1, seen.events)
    return framing.left === 0
  }

  return {
    seen,
    feed: (bytes) => {
      const text = bytes.toString('latin1')
      return readBody(framing.type === 'head' ? readHead(head + text) : text)
    },
    reset: () => {
      Object.assign(seen, { status: 0, events: 0 })
      head = ''
      framing = { type: 'head' }
    },
  }
}

/** Ends of events in `text` from `start` on; one may have begun just before. */
const countEvents = (text: string, start: number): number => {
  let count = 0
  let at = text.indexOf('\n\n', start - 1)
  while (at !== -1) {
    count += 1
    at = text.indexOf('\n\n', at + 2)
  }
  return count
}
