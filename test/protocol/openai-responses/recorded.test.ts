import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Answer } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import { isObject, objectAt, parseText, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { pieces } from '../../support/pieces.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { comparable } from './comparable.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { askedWith, readPieces, readText, writeEvents } from './streams.ts'
import { countedIds } from '../../support/counted-ids.ts'

const streams = recordedStreams()
  .filter(({ protocol, isDamaged }) => protocol === 'openai-responses' && !isDamaged)
  .map((stream) => ({
    name: stream.name,
    payloads: stream.payloads,
    bytes: asServerSentEvents(stream),
  }))

/** What `response.completed` repeats, read as a whole answer. */
const wholeOf = (payloads: readonly string[]): Answer | undefined => {
  const last = parseText(payloads.at(-1) ?? '')
  const response = isObject(last) ? objectAt(last, 'response') : undefined
  return response === undefined ? undefined : codec.readAnswer(response, countedIds())
}

describeRecorded('a recorded stream of responses', () => {
  test.each(streams)('$name keeps the grammar', ({ bytes }) => {
    expect(grammarFaults(readPieces([bytes]))).toEqual([])
  })

  test.each(streams)('$name tells the answer that it ends with', ({ bytes, payloads }) => {
    expect(comparable(foldAnswer(readPieces([bytes])))).toEqual(comparable(wholeOf(payloads)))
  })

  test.each(streams)('$name reads the same however it is cut', ({ bytes }) => {
    const once = readPieces([bytes])
    fc.assert(
      fc.property(pieces(fc.constant(bytes)), (cut) => {
        expect(readPieces(cut)).toEqual(once)
      }),
      { numRuns: 5 },
    )
  })

  test.each(streams)('$name is written so that it reads as the same answer', ({ bytes }) => {
    const events = readPieces([bytes])
    const written = readText(writeEvents(events))
    expect(grammarFaults(written)).toEqual([])
    expect(comparable(foldAnswer(written))).toEqual(comparable(foldAnswer(events)))
  })
})

const answers = ['openai-responses']
  .flatMap((folder) => fixturesOf(folder, '.json'))
  .map(({ name, bytes }) => ({ name, body: parseText(bytes) }))
  .filter((answer): answer is { name: string; body: JsonObject } => isObject(answer.body))

describeRecorded('a recorded response', () => {
  test.each(answers)('$name is written as it was read', ({ body }) => {
    const answer = codec.readAnswer(body, countedIds())
    if (answer === undefined) throw new Error('it is no response')
    const written = codec.writeAnswer(answer, askedWith())
    expect(comparable(written)).toEqual(comparable({ ...written, ...body }))
  })
})
