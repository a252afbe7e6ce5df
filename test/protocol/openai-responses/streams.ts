import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { fromText, toText } from '../../../src/protocol/bytes.ts'
import type { Asked, Ids } from '../../../src/protocol/codec.ts'
import { openFramer } from '../../../src/protocol/framer.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'

/** Ids that are counted: `msg_1`, `msg_2`. */
export const countedIds = (): Ids => {
  let count = 0
  return {
    next: (prefix) => {
      count += 1
      return `${prefix}${count}`
    },
  }
}

export const promptOf = (body: JsonObject): Prompt => {
  const read = codec.readRequest({ model: 'gpt-5', input: 'Hi', ...body }, address)
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

const address = { model: '', isStreaming: false }

export const askedWith = (body: JsonObject = {}): Asked => ({
  prompt: promptOf(body),
  model: 'gpt-5',
  now: 1_700_000_000,
  ids: countedIds(),
  framing: 'sse',
})

/** What a stream in byte strings says. */
export const readPieces = (pieces: readonly string[]): AnswerEvent[] => {
  const framer = openFramer('sse')
  const reader = codec.openReader(countedIds())
  const events = pieces
    .flatMap((piece) => framer.feed(piece))
    .flatMap((event) => reader.read({ ...event, data: toText(event.data) }))
  return [...events, ...reader.finish()]
}

export const readText = (stream: string): AnswerEvent[] => readPieces([fromText(stream)])

export const framed = (payloads: readonly JsonObject[]): string =>
  payloads
    .map((payload) => `event: ${String(payload['type'])}\ndata: ${JSON.stringify(payload)}\n\n`)
    .join('')

export const writeEvents = (events: readonly AnswerEvent[], asked = askedWith()): string => {
  const writer = codec.openWriter(asked)
  return events.map((event) => writer.write(event)).join('')
}

/** The payloads of a written stream. */
export const payloadsOf = (stream: string): JsonObject[] =>
  openFramer('sse')
    .feed(fromText(stream))
    .map(({ data }) => JSON.parse(toText(data)))

/** Everything that the grammar of `ir/event.ts` forbids. */
export const faultsOf = (events: readonly AnswerEvent[]): string[] => {
  const faults: string[] = []
  const open = new Map<number, string>()
  let next = 0
  let isFinished = false
  if (events[0]?.type !== 'start') faults.push('does not begin with start')
  for (const [place, event] of events.entries()) {
    if (event.type === 'start' && place > 0) faults.push('starts twice')
    if (event.type === 'part-start') {
      if (event.part !== next) faults.push(`part ${event.part} comes in the place of ${next}`)
      const others = [...open.values(), event.head.type]
      if (others.length > 1 && others.some((type) => type !== 'tool-call'))
        faults.push(`${others.join(' and ')} overlap`)
      if (isFinished) faults.push('a part after the finish')
      open.set(event.part, event.head.type)
      next += 1
    }
    if ('part' in event && !open.has(event.part)) faults.push(`${event.type} of a closed part`)
    if (event.type === 'part-end') open.delete(event.part)
    if (event.type === 'finish') {
      if (open.size > 0) faults.push('finished with open parts')
      isFinished = true
    }
    if (event.type === 'end' && place < events.length - 1) faults.push('something after the end')
  }
  return faults
}
