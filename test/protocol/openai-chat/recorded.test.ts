import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { foldAnswer } from '../../../src/ir/fold.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { isObject, parseText, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { describeRecorded, fixturesOf } from '../../support/fixtures.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { pieces } from '../../support/pieces.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { comparable } from './comparable.ts'
import { askedWith, readPieces, readText, writeEvents } from './streams.ts'
import { countedIds } from '../../support/counted-ids.ts'

const streams = recordedStreams()
  .filter(({ protocol }) => protocol === 'openai-chat')
  .map((stream) => ({ name: stream.name, bytes: asServerSentEvents(stream) }))

const usageAsked = askedWith({ stream_options: { include_usage: true } })

describeRecorded('a recorded stream', () => {
  test.each(streams)('$name keeps the grammar', ({ bytes }) => {
    expect(grammarFaults(readPieces([bytes]))).toEqual([])
  })

  test.each(streams)('$name reads the same however it is cut', ({ bytes }) => {
    const once = readPieces([bytes])
    fc.assert(
      fc.property(pieces(fc.constant(bytes)), (cut) => {
        expect(readPieces(cut)).toEqual(once)
      }),
      { numRuns: 10 },
    )
  })

  test.each(streams)('$name is written so that it reads as the same answer', ({ bytes }) => {
    const events = readPieces([bytes])
    const written = readText(writeEvents(events, usageAsked))
    expect(grammarFaults(written)).toEqual([])
    expect(comparable(foldAnswer(written))).toEqual(comparable(foldAnswer(events)))
  })
})

const answers = fixturesOf('openai-chat', '.json')
  .map(({ name, bytes }) => ({ name, body: parseText(bytes) }))
  .filter((answer): answer is { name: string; body: JsonObject } => isObject(answer.body))
  .filter(({ body }) => body['error'] === undefined)

describeRecorded('a recorded answer', () => {
  test.each(answers)('$name is written as it was read', ({ body }) => {
    const answer = codec.readAnswer(body, countedIds())
    if (answer === undefined) throw new Error('not read')
    expect(comparable(codec.writeAnswer(answer, askedWith()))).toEqual(comparable(body))
  })

  test.each(answers)('$name is the same told as a stream', ({ body }) => {
    const answer = codec.readAnswer(body, countedIds())
    if (answer === undefined) throw new Error('not read')
    const told = foldAnswer(readText(writeEvents(unfoldAnswer(answer), usageAsked)))
    expect(comparable({ ...told, extras: {} })).toEqual(comparable({ ...answer, extras: {} }))
  })
})

test('an error is no answer', () => {
  expect(codec.readAnswer({ error: { message: 'No.' } }, countedIds())).toBeUndefined()
  const broken = { finish_reason: 'error', error: { message: 'No.' }, message: { content: 'El' } }
  expect(codec.readAnswer({ choices: [broken] }, countedIds())).toBeUndefined()
})
