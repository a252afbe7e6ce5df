import { mergeUsage, type Usage } from '../../ir/usage.ts'
import { openFramer } from '../../protocol/framer.ts'
import { closeArray } from '../../protocol/json-array.ts'
import type {
  EventNote,
  Framing,
  Operation,
  Protocol,
  StreamEvent,
  UpstreamError,
} from '../../protocol/protocol.ts'

/** What one piece of an upstream's stream makes the relay do. `data` is for the client, before anything else. */
export type Step =
  /** `data` may be empty: then everything so far is held back. The first that is not empty is the commit point. */
  | { readonly type: 'pass'; readonly data: string }
  /** The answer is complete with `data`. */
  | { readonly type: 'complete'; readonly data: string }
  /** The upstream reports a failure: `raw` is its own error event, not yet in `data`, and closes an open JSON array. */
  | {
      readonly type: 'error'
      readonly data: string
      readonly raw: string
      readonly error: UpstreamError | undefined
    }
  /** What came is not of the protocol. */
  | { readonly type: 'malformed'; readonly data: string }
  /** The upstream closed before its answer was complete. */
  | { readonly type: 'cut'; readonly data: string }

export type Passage = {
  feed(bytes: string): Step
  /** The upstream has closed. */
  finish(): Step
  /** What waits for the commit point. */
  readonly held: string
  readonly usage: Partial<Usage>
  /** The ids that have come since the last call, see `EventNote.made`. */
  takeMade(): readonly string[]
}

export type PassageOptions = {
  readonly protocol: Protocol
  readonly operation: Operation
  readonly framing: Framing
  /** The usage event was asked for by us: the client does not get it. */
  readonly hidesUsage: boolean
}

/** Events held back before the commit point; an upstream that sends more of them is passed on as it is. */
const MAX_HELD_BYTES = 256 * 1024

/**
 * One stream on its way through, untouched: a step machine that is fed bytes cut anywhere and lets out whole events
 * only, so that an error event of ours can never land inside half an event of the upstream's.
 */
export const openPassage = ({
  protocol,
  operation,
  framing,
  hidesUsage,
}: PassageOptions): Passage => {
  const framer = openFramer(framing)
  const reader = protocol.streamReader(operation)
  let held = ''
  let usage: Partial<Usage> = {}
  const made: string[] = []
  let isOpen = false
  let mayEnd = false

  /** Lets out what was held and `data` once the stream is open; before, `data` is held too. */
  const letOut = (data: string): string => {
    const all = held === '' ? data : held + data
    if (all.length > MAX_HELD_BYTES) isOpen = true
    held = isOpen ? '' : all
    return isOpen ? all : ''
  }

  const follow = (event: StreamEvent): EventNote => {
    const note = reader.note(event)
    if (note.usage !== undefined) usage = mergeUsage(usage, note.usage)
    if (note.isComplete === true) mayEnd = true
    if (note.made !== undefined) made.push(...note.made)
    if (note.phase === 'content' || note.phase === 'end') isOpen = true
    return note
  }

  const pass = (events: readonly StreamEvent[]): Step => {
    let data = ''
    for (const event of events) {
      const note = follow(event)
      if (note.phase === 'error') {
        const raw = framing === 'json-array' ? closeArray(event.raw) : event.raw
        return { type: 'error', data: letOut(data), raw, error: note.error }
      }
      if (note.phase === 'malformed') return { type: 'malformed', data: letOut(data) }
      if (!(hidesUsage && note.isUsageOnly === true)) data += event.raw
      if (note.phase === 'end') return { type: 'complete', data: letOut(withLastLineFeed(data)) }
    }
    return { type: 'pass', data: letOut(data) }
  }

  return {
    feed: (bytes) => pass(framer.feed(bytes)),
    finish: () => {
      const rest = framer.end()
      return mayEnd && rest.trim() === ''
        ? { type: 'complete', data: letOut(rest) }
        : { type: 'cut', data: '' }
    },
    get held() {
      return held
    },
    get usage() {
      return usage
    },
    takeMade: () => (made.length === 0 ? made : made.splice(0)),
  }
}

/** An event is known by the CR of its last CR LF already. The LF, when it was cut off, is not waited for. */
const withLastLineFeed = (data: string): string => (data.endsWith('\r\n\r') ? `${data}\n` : data)
