import { expect, test } from 'bun:test'
import type { Target } from '../../src/channel/index.ts'
import type { Converted, Turned } from '../../src/exchange/conversion/conversion.ts'
import { convertEmbedding } from '../../src/exchange/conversion/convert-embedding.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Operation, ProtocolId } from '../../src/protocol/protocol.ts'
import { orderFor } from '../support/attempts.ts'

const target = (protocol: ProtocolId, operation: Operation): Target => ({
  protocol,
  operation,
  model: 'embedder',
  isStreaming: false,
  framing: 'sse',
})

const circumstances = { now: 0, ids: { next: (prefix: string) => prefix } }

/** A client's request of one protocol for an upstream of the other. */
const toGoogle = (body: object): Converted =>
  convertEmbedding(
    { ...orderFor({ operation: 'embed', model: 'embedder' }), body: JSON.stringify(body) },
    target('gemini', 'batch-embed'),
    circumstances,
  )

const toOpenAi = (body: object, operation: Operation = 'batch-embed'): Converted =>
  convertEmbedding(
    {
      ...orderFor({ protocol: 'gemini', operation, model: 'embedder' }),
      body: JSON.stringify(body),
    },
    target('openai-chat', 'embed'),
    circumstances,
  )

const turn = (converted: Converted, answer: JsonObject): Turned | undefined =>
  converted.type === 'converted' ? converted.conversion.turn(answer) : undefined

const bodyOf = (turned: Turned | undefined): unknown =>
  turned?.outcome.type === 'answer' ? JSON.parse(turned.outcome.body) : undefined

const vector = { values: [0.5, -0.25] }

test('each text is a request of its own, never a part of one content', () => {
  expect(toGoogle({ input: ['a', 'b'], dimensions: 2 })).toMatchObject({
    body: {
      requests: ['a', 'b'].map((text) => ({
        model: 'models/embedder',
        content: { parts: [{ text }] },
        outputDimensionality: 2,
      })),
    },
    warnings: [{ field: 'dimensions' }],
  })
})

test('the tokens that an upstream tells are the usage of the answer', () => {
  const turned = turn(toGoogle({ input: 'a' }), {
    embeddings: [vector],
    usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
  })
  expect(turned?.warnings).toEqual([])
  expect(bodyOf(turned)).toMatchObject({ usage: { prompt_tokens: 7, total_tokens: 7 } })
})

test('tokens that no upstream told are not made up: zero, and a warning', () => {
  const turned = turn(toGoogle({ input: 'a' }), { embeddings: [vector] })
  expect(turned).toMatchObject({
    usage: {},
    warnings: [{ field: 'usage', problem: 'was not told by this upstream: 0 stands for unknown' }],
  })
  expect(bodyOf(turned)).toMatchObject({ usage: { prompt_tokens: 0, total_tokens: 0 } })
})

test('fewer vectors than texts are no answer', () => {
  expect(turn(toGoogle({ input: ['a', 'b'] }), { embeddings: [vector] })).toBeUndefined()
})

test.each([
  [{}, 'input', 'must be a string or a list'],
  [{ input: [] }, 'input', 'must not be empty'],
  [{ input: ['a', 1] }, 'input[1]', 'must be a string, or a list of tokens'],
  [{ input: [1, 'a'] }, 'input[1]', 'must be a number'],
  [{ input: 'a', dimensions: 0 }, 'dimensions', 'must be a whole number of at least 1'],
  [{ input: 'a', encoding_format: 'hex' }, 'encoding_format', 'must be one of float, base64'],
])('%j is refused', (body, field, problem) => {
  expect(toGoogle(body)).toEqual({ type: 'refused', fault: { field, problem } })
})

test.each([
  [{}, 'requests', 'is required: a list that is not empty'],
  [{ requests: [{}] }, 'requests[0].content', 'is required: an object'],
  [{ requests: [{ content: {} }] }, 'requests[0].content.parts', 'must not be empty'],
])('%j of a Gemini client is refused', (body, field, problem) => {
  expect(toOpenAi(body)).toEqual({ type: 'refused', fault: { field, problem } })
})

test('the parts of one content are one text', () => {
  const content = { parts: [{ text: 'a' }, { text: 'b' }] }
  expect(toOpenAi({ content }, 'embed')).toMatchObject({ body: { input: ['a\nb'] } })
})

test('options that stand in an object of their own count as well', () => {
  const content = { parts: [{ text: 'a' }] }
  const embedContentConfig = { taskType: 'CLUSTERING', outputDimensionality: 3 }
  expect(toOpenAi({ content, embedContentConfig }, 'embed')).toMatchObject({
    body: { dimensions: 3 },
    warnings: [{ field: 'taskType' }],
  })
})

test('vectors come in the order of their indices, however they are encoded', () => {
  const content = { parts: [{ text: 'a' }] }
  const turned = turn(toOpenAi({ requests: [{ content }, { content }] }), {
    data: [
      { index: 1, embedding: Buffer.from(Float32Array.of(1.5).buffer).toString('base64') },
      { index: 0, embedding: [0.5] },
    ],
    usage: { prompt_tokens: 2, total_tokens: 2 },
  })
  expect(bodyOf(turned)).toEqual({
    embeddings: [{ values: [0.5] }, { values: [1.5] }],
    usageMetadata: { promptTokenCount: 2, totalTokenCount: 2 },
  })
})
