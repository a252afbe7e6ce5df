import { describe, expect, test } from 'bun:test'
import { readErrorBody } from '../../../src/protocol/error-body.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import { codec } from '../../../src/protocol/gemini/codec.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { asked } from './support.ts'
import { countedIds } from '../../support/counted-ids.ts'

const again = (body: JsonObject): JsonObject | undefined => {
  const answer = codec.readAnswer(body, countedIds())
  return answer === undefined ? undefined : codec.writeAnswer(answer, asked())
}

const answer = (candidate: object, fields: object = {}): JsonObject => ({
  candidates: [{ finishReason: 'STOP', index: 0, ...candidate }],
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r',
  ...fields,
})
const content = (...parts: readonly object[]): object => ({ content: { parts, role: 'model' } })

const same: Readonly<Record<string, JsonObject>> = {
  'thoughts, a text, calls': answer(
    content(
      { text: 'Hm', thought: true },
      { text: 'Hi', thoughtSignature: 'S' },
      { functionCall: { id: 'a', name: 'f', args: { a: [1] } }, thoughtSignature: 'T' },
      { functionCall: { name: 'f', args: {} } },
    ),
  ),
  'an image': answer(
    content({ inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 'S' }),
  ),
  'a program': answer(
    content(
      { executableCode: { language: 'PYTHON', code: '1' } },
      { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'x' } },
    ),
  ),
  'parts that only this protocol knows': answer(
    content(
      { toolCall: { toolType: 'URL_CONTEXT' }, thoughtSignature: 'S' },
      { text: 'x', partMetadata: { a: 1 } },
    ),
  ),
  'what is told of a candidate': answer({
    ...content({ text: 'Hi' }),
    finishMessage: 'Done.',
    avgLogprobs: -0.5,
    tokenCount: 5,
    safetyRatings: [{ category: 'X', probability: 'LOW' }],
    citationMetadata: { citations: [{ startIndex: 0, endIndex: 2, uri: 'https://a.com' }] },
    groundingMetadata: { webSearchQueries: ['q'], searchEntryPoint: { renderedContent: '<p>' } },
    urlContextMetadata: { urlMetadata: [] },
    logprobsResult: {
      chosenCandidates: [{ token: 'Hi', logProbability: -0.1 }],
      topCandidates: [{ candidates: [{ token: 'Hi', logProbability: -0.1 }] }],
    },
  }),
  'what is told of the answer': answer(content({ text: 'Hi' }), {
    createTime: '2026-05-04T20:01:02.264968Z',
    usageMetadata: { promptTokenCount: 1, toolUsePromptTokenCount: 4, trafficType: 'ON_DEMAND' },
    promptFeedback: { safetyRatings: [] },
    modelStatus: { message: 'old' },
  }),
  'several candidates': {
    ...answer({}),
    candidates: [
      { ...content({ text: 'a' }), finishReason: 'MAX_TOKENS', index: 0 },
      { ...content({ text: 'b' }), finishReason: 'SAFETY', index: 1 },
    ],
  },
  'a candidate of nothing beside ratings of the prompt': {
    ...answer({ ...content(), finishReason: 'SAFETY' }),
    promptFeedback: { safetyRatings: [] },
  },
  'a blocked prompt': {
    promptFeedback: { blockReason: 'SAFETY', safetyRatings: [] },
    usageMetadata: { promptTokenCount: 1 },
    modelVersion: 'm',
    responseId: 'r',
  },
}

describe('an answer', () => {
  for (const [name, body] of Object.entries(same))
    test(`is the same when it is read and written: ${name}`, () => {
      expect(again(body)).toEqual({ ...body })
    })

  test('of something else is none', () => {
    for (const body of [{}, { choices: [] }, { candidates: 5 }, { error: { code: 400 } }])
      expect(codec.readAnswer(body, countedIds())).toBeUndefined()
  })

  test('without candidates has one choice, of nothing', () => {
    expect(codec.readAnswer({ usageMetadata: {} }, countedIds())?.choices).toEqual([
      { index: 0, parts: [], finish: { reason: 'other' } },
    ])
  })

  test('has its usage in disjoint buckets', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      toolUsePromptTokenCount: 5,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 20,
    }
    expect(codec.readAnswer(answer({}, { usageMetadata }), countedIds())?.usage).toEqual({
      inputTokens: 45,
      cacheReadTokens: 60,
      outputTokens: 30,
      reasoningTokens: 20,
    })
  })

  test('tells when it was made', () => {
    const createTime = '2026-05-04T20:01:02.264968Z'
    expect(codec.readAnswer(answer({}, { createTime }), countedIds())?.createdAt).toBe(
      Date.UTC(2026, 4, 4, 20, 1, 2) / 1_000,
    )
  })
})

const reasons = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'malformed-call',
  UNEXPECTED_TOOL_CALL: 'malformed-call',
  LANGUAGE: 'other',
  NO_IMAGE: 'other',
  TOO_MANY_TOOL_CALLS: 'other',
  OF_TOMORROW: 'other',
} as const

describe('a finish reason', () => {
  for (const [finishReason, reason] of Object.entries(reasons))
    test(`${finishReason} is ${reason}, and the same when it is written`, () => {
      const body = answer({ ...content({ text: 'x' }), finishReason })
      expect(codec.readAnswer(body, countedIds())?.choices[0]?.finish).toEqual({
        reason,
        word: finishReason,
      })
      expect(again(body)).toEqual(body)
    })

  const words = {
    stop: 'STOP',
    'stop-sequence': 'STOP',
    'tool-calls': 'STOP',
    length: 'MAX_TOKENS',
    'context-length': 'MAX_TOKENS',
    refusal: 'SAFETY',
    'content-filter': 'SAFETY',
    pause: 'OTHER',
    'malformed-call': 'MALFORMED_FUNCTION_CALL',
    other: 'OTHER',
  } as const
  for (const [reason, word] of Object.entries(words))
    test(`${reason} of another protocol is ${word}`, () => {
      const finish = { reason: reason as keyof typeof words, word: 'end_turn' }
      expect(
        codec.writeAnswer(
          { id: 'r', model: 'm', choices: [{ index: 0, parts: [], finish }], usage: {} },
          asked(),
        ),
      ).toMatchObject({ candidates: [{ finishReason: word }] })
    })
})

describe('an error', () => {
  test('with RetryInfo and QuotaFailure tells the wait and the quota', () => {
    const error = {
      code: 429,
      message: 'Quota exceeded.',
      status: 'RESOURCE_EXHAUSTED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [{ quotaId: 'PerMinute' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' },
      ],
    }
    expect(readErrorBody(fromText(JSON.stringify({ error })))).toEqual({
      message: 'Quota exceeded.',
      type: 'RESOURCE_EXHAUSTED',
      code: '',
      retryAfterMs: 34_400,
      status: 429,
      quotas: ['PerMinute'],
    })
  })
})

describe('fields that another protocol does not know', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    [
      'safetySettings',
      [
        { category: 'X', threshold: 'BLOCK_NONE' },
        { category: 'Y', threshold: 'OFF' },
      ],
      'quiet',
    ],
    ['safetySettings', [{ category: 'X', threshold: 'BLOCK_LOW_AND_ABOVE' }], 'warn'],
    ['safety_settings', [], 'quiet'],
    ['labels', {}, 'quiet'],
    ['store', false, 'quiet'],
    ['store', true, 'warn'],
    ['generationConfig.speechConfig', {}, 'warn'],
    ['generationConfig.media_resolution', 'X', 'warn'],
    ['generationConfig.responseModalities', ['VIDEO'], 'refuse'],
    ['toolConfig.functionCallingConfig.mode', 'VALIDATED', 'quiet'],
    ['toolConfig.retrievalConfig', {}, 'warn'],
    ['tomorrow', 1, 'warn'],
  ]
  for (const [name, value, expected] of cases)
    test(`${name} ${JSON.stringify(value)}: ${expected}`, () => {
      expect(codec.foreignField(name, value)).toBe(expected as never)
    })
})
