import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { toText } from '../../../src/protocol/bytes.ts'
import { isObject, type JsonObject } from '../../../src/protocol/json.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { pieces } from '../../support/pieces.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import {
  asked,
  comparable,
  foldComparable,
  payloadsOf,
  readAnswer,
  readStream,
  writeStream,
} from './message.ts'

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

const bodies = fixturesOf('anthropic', '.json').map(({ name, bytes }): [string, JsonObject] => [
  name,
  asObject(JSON.parse(toText(bytes))),
])

const streams = recordedStreams()
  .filter(({ protocol }) => protocol === 'anthropic')
  .map((stream): [string, string] => [stream.name, asServerSentEvents(stream)])

const whole = streams.filter(([, stream]) => stream.includes('"message_start"'))
/** Calls by a program come as a whole, and are written as deltas like all others; those of the MCP the other way. */
const inPieces = whole.filter(([, stream]) => !/"tool_id"|"mcp_tool_use"/.test(stream))

/** What is null says the same as what is absent, and so does a count of none. */
const plain = (body: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)),
  usage: { cache_creation_input_tokens: 0, cache_read_input_tokens: 0, ...asObject(body['usage']) },
})

describeRecorded('a recorded message', () => {
  test('there are some', () => {
    expect(bodies.length).toBeGreaterThan(5)
    expect(streams.length).toBeGreaterThan(15)
  })

  test.each(bodies)('%s comes back as it was', (_name, body) => {
    expect(plain(codec.writeAnswer(readAnswer(body), asked()))).toEqual(plain(body))
  })

  test.each(bodies)('%s is the same told as a stream', (_name, body) => {
    const answer = readAnswer(body)
    const told = readStream([writeStream(unfoldAnswer(answer))])
    expect(foldComparable(told)).toEqual(comparable(answer))
  })

  test.each(whole)('%s is the same when it was written again', (_name, stream) => {
    const events = readStream([stream])
    expect(events.at(0)?.type).toBe('start')
    expect(events.at(-1)?.type).toBe('end')
    const again = readStream([writeStream(events)])
    expect(foldComparable(again)).toEqual(foldComparable(events))
  })

  test.each(inPieces)('%s is the same stream but for pings and repetitions', (_name, stream) => {
    expect(typesOf(writeStream(readStream([stream])))).toEqual(typesOf(stream))
  })

  test('a stream is read the same however it is cut', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...streams)
          .chain(([, stream]) => fc.tuple(fc.constant(stream), pieces(fc.constant(stream)))),
        ([stream, cut]) => {
          expect(readStream(cut)).toEqual(readStream([stream]))
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** The order of what is said, with neighbouring deltas as one. */
const typesOf = (stream: string): unknown[] => {
  const said = payloadsOf(stream)
    .map(({ data }) => describe(asObject(data)))
    .filter((each) => each !== 'ping')
  return said.filter((each, at) => each !== said[at - 1])
}

const describe = (payload: JsonObject): string => {
  const delta = asObject(payload['delta'])
  const block = asObject(payload['content_block'])
  return [payload['type'], payload['index'], delta['type'], block['type']].join(' ').trim()
}
