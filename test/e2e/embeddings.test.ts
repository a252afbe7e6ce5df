import { expect, test } from 'bun:test'
import { ApiError } from '@google/genai'
import OpenAI from 'openai'
import { vectorOf } from '../../src/simulator/vector.ts'
import { googleClient, openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

const texts = ['Elbe', 'Loire', 'Tagus']
const google = 'gemini-embedding-001'
const openai = 'text-embedding-3-small'

const floats = (text: string, dimensions: number): number[] =>
  Array.from(Float32Array.from(vectorOf(text, dimensions)))

test('an OpenAI client has one vector a text from a Gemini upstream, in its order', async () => {
  const { embeddings } = openaiClient(world())
  const { data } = await embeddings.create({
    model: google,
    input: texts,
    dimensions: 8,
    encoding_format: 'float',
  })
  expect(data).toEqual(
    texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: [...vectorOf(text, 8)],
    })),
  )
})

test('base64, which the OpenAI client asks by itself, is written for it', async () => {
  const { embeddings } = openaiClient(world())
  const { data } = await embeddings.create({ model: google, input: 'Elbe', dimensions: 8 })
  expect(data.map(({ embedding }) => embedding)).toEqual([floats('Elbe', 8)])
})

test('tokens, which a Gemini upstream cannot be given, are refused by their field', async () => {
  const { embeddings } = openaiClient(world())
  const refusal = await embeddings
    .create({ model: google, input: [[1, 2], [3]] })
    .catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(OpenAI.BadRequestError)
  expect(refusal).toMatchObject({
    status: 400,
    param: 'input',
    error: {
      type: 'invalid_request_error',
      message: 'input: must be text: this upstream does not take tokens',
    },
  })
})

test('what a Gemini upstream cannot be told stands in the warnings', async () => {
  const response = await world().post('/v1/embeddings', {
    model: google,
    input: 'Elbe',
    user: 'somebody',
    input_type: 'query',
  })
  expect(response.headers.get('x-switchyard-warnings')).toStartWith(
    'input_type: has no counterpart at this upstream and was left out; user: has no counterpart at this upstream and was left out',
  )
})

test('a Gemini client has one vector a content from an OpenAI upstream', async () => {
  const { models } = googleClient(world())
  const { embeddings } = await models.embedContent({
    model: openai,
    contents: texts,
    config: { outputDimensionality: 8 },
  })
  expect(embeddings).toEqual(texts.map((text) => ({ values: [...vectorOf(text, 8)] })))
})

test('a single content of a Gemini client is answered by a single vector', async () => {
  const response = await world().post(`/v1beta/models/${openai}:embedContent`, {
    content: { parts: [{ text: 'three little words' }] },
    taskType: 'RETRIEVAL_DOCUMENT',
    title: 'Words',
    output_dimensionality: 4,
  })
  expect(await response.json()).toEqual({
    embedding: { values: [...vectorOf('three little words', 4)] },
    usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
  })
  expect(response.headers.get('x-switchyard-warnings')).toBe(
    'taskType: has no counterpart at this upstream and was left out; title: has no counterpart at this upstream and was left out',
  )
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  expect([record.operation, record.inputTokens]).toEqual(['embed', 3])
})

test('vectors of different lengths, which an OpenAI upstream cannot give at once, are refused', async () => {
  const response = await world().post(`/v1beta/models/${openai}:batchEmbedContents`, {
    requests: [4, 8].map((outputDimensionality) => ({
      model: `models/${openai}`,
      content: { parts: [{ text: 'Elbe' }] },
      outputDimensionality,
    })),
  })
  const refusal: unknown = await response.json()
  expect([response.status, refusal]).toMatchObject([
    400,
    {
      error: {
        code: 400,
        message:
          'requests[1].outputDimensionality: must be the same in all requests: this upstream takes one for all',
      },
    },
  ])
})

test('an image, which an OpenAI upstream cannot embed, is refused by its place', async () => {
  const refusal = await googleClient(world())
    .models.embedContent({
      model: openai,
      contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }],
    })
    .catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ApiError)
  expect(String(refusal)).toContain(
    'requests[0].content.parts[0]: must be a text: this upstream embeds nothing else',
  )
})

test("an upstream's refusal of an embedding is told in the client's own protocol", async () => {
  const response = await world().post('/v1/embeddings', { model: `aistudio/nothing`, input: 'x' })
  const refusal: unknown = await response.json()
  expect([response.status, refusal]).toMatchObject([
    404,
    { error: { type: 'invalid_request_error', message: expect.stringContaining('nothing') } },
  ])
})

test('a Gemini upstream is told its own name of the model in every request of a batch', async () => {
  const { models } = googleClient(world(), { channel: 'aistudio' })
  await models.embedContent({ model: `aistudio/${google}`, contents: ['Elbe', 'Loire'] })
  const sent = world().gemini.journal.entries.at(-1)
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({
    requests: [{ model: `models/${google}` }, { model: `models/${google}` }],
  })
})
