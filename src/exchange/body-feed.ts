import { toBytes } from '../protocol/bytes.ts'
import { CREDIT_WINDOW_BYTES } from './credit.ts'

/**
 * The body of a request that comes in parts, on its way to an upstream. Parts are asked for as the upstream takes them,
 * so that however large the body and however slow the upstream, a window of it is here at most.
 */
export type BodyFeed = {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly bytes: number
  take(data: string, isLast: boolean): void
  /** Some of it was asked for: the front has it no more. */
  readonly wasAsked: boolean
  /** Told as parts come and go; to be set before the stream is read. */
  onTurn: (turn: FeedTurn) => void
}

/** Whose turn it is: the client's to send more, the upstream's to take it, or to answer when it has all. */
export type FeedTurn = 'client' | 'upstream' | 'answer'

export type FeedParts = {
  readonly bytes: number
  /** Asks the front for so many bytes more. */
  want(bytes: number): void
}

/** The first part is asked for when the upstream is there to take it. */
export const openBodyFeed = ({ bytes, want }: FeedParts): BodyFeed => {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  /** Asked for and not here yet; it may become less than nothing, since a part is never cut. */
  let awaited = 0
  let wasAsked = false
  const feed: BodyFeed = {
    bytes,
    get wasAsked() {
      return wasAsked
    },
    onTurn: () => undefined,
    take: (data, isLast) => {
      awaited -= data.length
      if (data !== '') controller?.enqueue(toBytes(data))
      feed.onTurn(isLast ? 'answer' : 'upstream')
      if (!isLast) return
      controller?.close()
      controller = undefined
    },
    stream: new ReadableStream(
      {
        start: (opened) => {
          controller = opened
        },
        pull: () => {
          feed.onTurn('client')
          if (awaited > CREDIT_WINDOW_BYTES / 2) return
          const more = CREDIT_WINDOW_BYTES - awaited
          awaited += more
          wasAsked = true
          want(more)
        },
        cancel: () => {
          controller = undefined
        },
      },
      // Nothing is asked for before somebody reads.
      { highWaterMark: 0 },
    ),
  }
  return feed
}
