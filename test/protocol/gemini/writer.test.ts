import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { foldAnswer } from '../../../src/ir/fold.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import { codec } from '../../../src/protocol/gemini/codec.ts'
import { describeRecorded } from '../../support/fixtures.ts'
import { plainAnswer } from '../../support/neutral.ts'
import { cutAt } from '../../support/pieces.ts'
import { asServerSentEvents, recordedStreams } from '../../support/recorded-streams.ts'
import { readChunks, readPieces, rereadStream, writeStream } from './support.ts'
import { countedIds } from '../../support/counted-ids.ts'
import { chunk, stop } from './chunks.ts'

describe('a stream that is written', () => {
  for (const framing of ['sse', 'json-array'] as const)
    test(`says what it was told, read again (${framing})`, () => {
      fc.assert(
        fc.property(plainAnswer, (answer) => {
          const events = unfoldAnswer(answer)
          const { choices, id, usage } = rereadStream(events, framing)
          expect(id).toBe(answer.id)
          expect(choices.map(({ parts }) => parts)).toEqual(
            answer.choices.map(({ parts }) => [...parts]),
          )
          expect(choices.map(({ finish }) => finish.reason)).toEqual(
            answer.choices.map(({ finish }) => finish.reason),
          )
          expect(usage.outputTokens).toBe(answer.usage.outputTokens ?? 0)
        }),
      )
    })

  test('is a JSON array where that was asked for', () => {
    const events = readChunks([chunk([{ text: 'a' }]), chunk([{ text: 'b' }], stop)])
    expect(JSON.parse(writeStream(events, 'json-array'))).toHaveLength(3)
  })

  test('tells finish reasons and usage in its last chunk alone', () => {
    const events = readChunks([
      chunk([{ text: 'a' }]),
      { ...chunk([], stop), usageMetadata: { promptTokenCount: 3 } },
    ])
    const chunks: unknown[] = JSON.parse(writeStream(events, 'json-array'))
    expect(chunks).toEqual([
      {
        candidates: [{ content: { parts: [{ text: 'a' }], role: 'model' }, index: 0 }],
        modelVersion: 'gemini-2.5-flash',
        responseId: 'r1',
      },
      {
        candidates: [
          { content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 },
        ],
        usageMetadata: { promptTokenCount: 3 },
        modelVersion: 'gemini-2.5-flash',
        responseId: 'r1',
      },
    ])
  })

  test('citations and searches of another protocol are grounding', () => {
    const written = codec.writeAnswer(
      {
        id: 'x',
        model: '',
        choices: [
          {
            index: 0,
            parts: [
              {
                type: 'web-search',
                id: 's',
                queries: ['q'],
                results: [{ url: 'https://b.com', title: 'B' }],
              },
              {
                type: 'text',
                text: 'é yes',
                citations: [{ url: 'https://a.com', start: 2, end: 5 }, { url: 'https://b.com' }],
              },
            ],
            finish: { reason: 'stop', word: 'end_turn' },
          },
        ],
        usage: {},
      },
      {
        prompt: {
          model: 'm',
          isStreaming: false,
          system: [],
          messages: [],
          tools: [],
          sampling: {},
        },
        model: 'm',
        now: 0,
        ids: countedIds(),
        framing: 'sse',
      },
    )
    expect(written).toEqual({
      candidates: [
        {
          content: { parts: [{ text: 'é yes' }], role: 'model' },
          finishReason: 'STOP',
          index: 0,
          groundingMetadata: {
            webSearchQueries: ['q'],
            groundingChunks: [
              { web: { uri: 'https://b.com', title: 'B' } },
              { web: { uri: 'https://a.com', title: '' } },
            ],
            groundingSupports: [
              { segment: { startIndex: 3, endIndex: 6, text: 'yes' }, groundingChunkIndices: [1] },
              {
                segment: { startIndex: 0, endIndex: 6, text: 'é yes' },
                groundingChunkIndices: [0],
              },
            ],
          },
        },
      ],
      modelVersion: 'm',
      responseId: 'x',
    })
  })
})

describeRecorded('recorded streams', () => {
  for (const stream of recordedStreams().filter(({ protocol }) => protocol === 'gemini')) {
    const bytes = asServerSentEvents(stream)
    const whole = readPieces([bytes])

    test(`${stream.name} reads the same cut anywhere`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
          expect(readPieces(cutAt(bytes, cuts))).toEqual(whole)
        }),
        { numRuns: 20 },
      )
    })

    test(`${stream.name} is whole, and the same when it is written and read`, () => {
      expect(whole.at(-1)?.type).toBe('end')
      for (const framing of ['sse', 'json-array'] as const)
        expect(
          foldAnswer(readPieces([fromText(writeStream(whole, framing))], framing)).choices,
        ).toEqual(foldAnswer(whole).choices)
    })
  }
})
