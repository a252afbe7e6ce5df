import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { readChunks, readPieces, writeStream } from './support.ts'
import { chunk, stop } from './chunks.ts'

const types = (events: readonly AnswerEvent[]): readonly string[] => events.map(({ type }) => type)
const partsOf = (events: readonly AnswerEvent[]): unknown => foldAnswer(events).choices[0]?.parts

describe('a stream that is read', () => {
  test('tells each part once, however many chunks it came in', () => {
    const events = readChunks([
      chunk([{ text: 'Hm', thought: true }]),
      chunk([{ text: '.', thought: true }, { text: 'He' }]),
      chunk([{ text: 'llo' }]),
      chunk([{ text: '' }], stop),
    ])
    expect(types(events)).toEqual([
      'start',
      'part-start',
      'delta',
      'delta',
      'part-end',
      'part-start',
      'delta',
      'delta',
      'part-end',
      'finish',
      'end',
    ])
    expect(foldAnswer(events)).toMatchObject({
      id: 'r1',
      model: 'gemini-2.5-flash',
      choices: [
        {
          parts: [
            { type: 'thinking', text: 'Hm.' },
            { type: 'text', text: 'Hello' },
          ],
          finish: { reason: 'stop', word: 'STOP' },
        },
      ],
    })
  })

  test('a signature beside an empty text belongs to the text before it', () => {
    const events = readChunks([
      chunk([{ text: 'Hi' }]),
      chunk([{ text: '', thoughtSignature: 'S' }], stop),
    ])
    expect(partsOf(events)).toEqual([{ type: 'text', text: 'Hi', proof: 'S' }])
  })

  test('a text after a signed one is another part', () => {
    const events = readChunks([chunk([{ text: 'a', thoughtSignature: 'S' }, { text: 'b' }], stop)])
    expect(partsOf(events)).toEqual([
      { type: 'text', text: 'a', proof: 'S' },
      { type: 'text', text: 'b' },
    ])
  })

  test('arguments in pieces become one object', () => {
    const piece = (functionCall: object): object => chunk([{ functionCall }])
    const text = (jsonPath: string, stringValue: string, willContinue = false): object => ({
      jsonPath,
      stringValue,
      ...(willContinue ? { willContinue } : {}),
    })
    const events = readChunks([
      piece({ name: 'cook', id: 'c1', willContinue: true }),
      piece({ partialArgs: [text('$.name', 'Las', true)], willContinue: true }),
      piece({ partialArgs: [text('$.name', 'agna', true)], willContinue: true }),
      piece({ partialArgs: [text('$.name', '')], willContinue: true }),
      piece({
        partialArgs: [
          { jsonPath: '$.steps[0].minutes', numberValue: 5 },
          { jsonPath: "$.steps[1]['a b']", boolValue: false },
          { jsonPath: '$["__proto__"].x', nullValue: 'NULL_VALUE' },
          { jsonPath: '$.far[900000000]', numberValue: 1 },
          { jsonPath: 'no path', numberValue: 1 },
        ],
        willContinue: true,
      }),
      piece({}),
      chunk([{ functionCall: { name: 'none' } }], stop),
    ])
    expect(partsOf(events)).toEqual([
      {
        type: 'tool-call',
        kind: 'function',
        id: 'c1',
        name: 'cook',
        arguments:
          '{"name":"Lasagna","steps":[{"minutes":5},{"a b":false}],"__proto__":{"x":null},"far":[]}',
      },
      {
        type: 'tool-call',
        kind: 'function',
        id: 'call_1',
        name: 'none',
        arguments: '{}',
        extras: { hasNoId: true },
      },
    ])
    expect(foldAnswer(events).choices[0]?.finish.reason).toBe('tool-calls')
  })

  test('a program ends with what came of it', () => {
    const events = readChunks([
      chunk([{ executableCode: { language: 'PYTHON', code: 'print(1)', id: 'p' } }]),
      chunk(
        [{ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1', id: 'p' } }, { text: '1!' }],
        stop,
      ),
    ])
    expect(partsOf(events)).toMatchObject([
      {
        type: 'code',
        id: 'p',
        code: 'print(1)',
        language: 'python',
        result: { output: '1', hasFailed: false },
      },
      { type: 'text', text: '1!' },
    ])
  })

  test('grounding becomes a search, and citations in UTF-16 units', () => {
    const groundingMetadata = {
      webSearchQueries: ['who'],
      groundingChunks: [
        { web: { uri: 'https://a.com', title: 'A' } },
        { web: { uri: 'https://b.com', title: 'B' } },
      ],
      groundingSupports: [
        { segment: { startIndex: 5, endIndex: 8, text: 'won' }, groundingChunkIndices: [0, 1] },
        { segment: { startIndex: 0, endIndex: 99, text: 'won' }, groundingChunkIndices: [0, 7] },
      ],
    }
    const events = readChunks([
      chunk([{ text: 'Zoé ' }]),
      chunk([{ text: 'won' }], { ...stop, groundingMetadata }),
    ])
    expect(partsOf(events)).toEqual([
      {
        type: 'text',
        text: 'Zoé won',
        citations: [
          { url: 'https://a.com', title: 'A', start: 4, end: 7 },
          { url: 'https://b.com', title: 'B', start: 4, end: 7 },
          { url: 'https://a.com', title: 'A', start: 4, end: 7 },
        ],
      },
      {
        type: 'web-search',
        id: 'search_1',
        queries: ['who'],
        results: [
          { url: 'https://a.com', title: 'A' },
          { url: 'https://b.com', title: 'B' },
        ],
      },
    ])
  })

  test('places of citations are told in bytes', () => {
    const citationMetadata = { citations: [{ startIndex: 5, endIndex: 8, uri: 'https://a.com' }] }
    expect(
      partsOf(readChunks([chunk([{ text: 'Zoé won' }], { ...stop, citationMetadata })])),
    ).toEqual([
      {
        type: 'text',
        text: 'Zoé won',
        citations: [{ url: 'https://a.com', start: 4, end: 7 }],
      },
    ])
  })

  test('a blocked prompt is a whole answer of nothing', () => {
    const promptFeedback = { blockReason: 'SAFETY', blockReasonMessage: 'Not this.' }
    const events = readChunks([{ promptFeedback, usageMetadata: { promptTokenCount: 4 } }])
    expect(foldAnswer(events).choices).toEqual([
      {
        index: 0,
        parts: [],
        finish: { reason: 'content-filter', word: 'SAFETY', message: 'Not this.' },
      },
    ])
    expect(events.at(-1)?.type).toBe('end')
  })

  test('is cut unless every candidate has a finish reason', () => {
    const other = { candidates: [{ content: { parts: [{ text: 'b' }] }, index: 1 }] }
    expect(types(readChunks([chunk([{ text: 'a' }])]))).not.toContain('end')
    expect(types(readChunks([chunk([{ text: 'a' }], stop), other]))).not.toContain('end')
    expect(types(readChunks([]))).toEqual([])
  })

  test('keeps several candidates apart', () => {
    const both = (one: string, two: string): object => ({
      candidates: [one, two].map((text, index) => ({ index, content: { parts: [{ text }] } })),
    })
    const end = { candidates: [0, 1].map((index) => ({ index, finishReason: 'MAX_TOKENS' })) }
    expect(foldAnswer(readChunks([both('a', 'x'), both('b', 'y'), end])).choices).toMatchObject([
      { index: 0, parts: [{ text: 'ab' }], finish: { reason: 'length' } },
      { index: 1, parts: [{ text: 'xy' }], finish: { reason: 'length' } },
    ])
  })

  test('an error within it ends it, with the wait that it tells', () => {
    const error = {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'Slow dôwn 漢',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }],
    }
    const events = readChunks([chunk([{ text: 'a' }]), { error }, chunk([{ text: 'b' }], stop)])
    expect(events.at(-1)).toEqual({
      type: 'error',
      error: {
        message: 'Slow dôwn 漢',
        type: 'RESOURCE_EXHAUSTED',
        code: '',
        retryAfterMs: 3_000,
        status: 429,
      },
    })
  })

  test('what is no JSON object ends it as malformed', () => {
    expect(types(readPieces(['data: {"candidates":\n\n', 'data: {}\n\n']))).toEqual(['malformed'])
    expect(types(readPieces(['data: 5\n\n']))).toEqual(['malformed'])
  })

  test('never throws, whatever the chunks hold', () => {
    const names =
      'candidates content parts text thought functionCall args partialArgs jsonPath finishReason index segment ' +
      'groundingMetadata groundingSupports executableCode codeExecutionResult inlineData logprobsResult'
    const keys = fc.constantFrom(...names.split(' '))
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, 0, -1, 1e99, '', '$.a[0]', 'STOP'),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(keys, tie('json'), { maxKeys: 5 }),
      ),
    }))
    fc.assert(
      fc.property(
        fc.array(fc.record({ candidates: fc.array(json, { maxLength: 3 }) }), { maxLength: 4 }),
        (chunks) => {
          writeStream(readChunks(chunks))
        },
      ),
      { numRuns: 500 },
    )
  })
})
