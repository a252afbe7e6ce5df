import type { AnswerEvent } from '../../src/ir/event.ts'
import { fromText, toText } from '../../src/protocol/bytes.ts'
import type { Asked, Codec, Ids } from '../../src/protocol/codec.ts'
import { openFramer } from '../../src/protocol/framer.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Framing } from '../../src/protocol/protocol.ts'
import { countedIds } from './counted-ids.ts'

type Reading = { readonly framing?: Framing; readonly ids?: Ids }

/** What a stream in byte strings says; of server-sent events, where no other framing is named. */
export const readPieces = (
  codec: Pick<Codec, 'openReader'>,
  pieces: readonly string[],
  { framing = 'sse', ids = countedIds() }: Reading = {},
): AnswerEvent[] => {
  const framer = openFramer(framing)
  const reader = codec.openReader(ids)
  const events = pieces
    .flatMap((piece) => framer.feed(piece))
    .flatMap((event) => reader.read({ ...event, data: toText(event.data) }))
  return [...events, ...reader.finish()]
}

export const writeEvents = (
  codec: Pick<Codec, 'openWriter'>,
  events: readonly AnswerEvent[],
  asked: Asked,
): string => {
  const writer = codec.openWriter(asked)
  return events.map((event) => writer.write(event)).join('')
}

/** The payloads of a written stream, without its end mark. */
export const payloadsOf = (stream: string): JsonObject[] =>
  openFramer('sse')
    .feed(fromText(stream))
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(toText(data)))
