import { ApiError } from '@google/genai'
import { expect, test } from 'bun:test'
import { clientKey } from '../support/relay-world.ts'
import { contents } from '../support/requests.ts'
import { googleClient, errorOf } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

const model = 'gemini-2.5-flash'
const ask = { model, contents: 'Say one.' }
const words =
  'simulated gemini answer from only: you wrote “Say one.”. No candidate was weighed – the parts 💎 lay ready in a drawer, and there is no more reason to go on.'
const weather = {
  name: 'weather',
  parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
}

const failing = (request: Promise<unknown>) => errorOf<ApiError>(ApiError, request)

test('content is generated', async () => {
  const answer = await googleClient(world()).models.generateContent(ask)
  expect<unknown>(answer.candidates).toEqual([
    { content: { parts: [{ text: words }], role: 'model' }, finishReason: 'STOP', index: 0 },
  ])
})

test('content streams', async () => {
  const stream = await googleClient(world()).models.generateContentStream(ask)
  const chunks = await Array.fromAsync(stream)
  expect(chunks.map(({ text }) => text ?? '').join('')).toBe(words)
  expect<unknown>(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
})

test('a function is called, with its signature, in a stream as well', async () => {
  const request = {
    ...ask,
    contents: 'Use the tool weather.',
    config: { tools: [{ functionDeclarations: [weather] }] },
  }
  const { models } = googleClient(world())
  const called = [{ name: 'weather', args: { city: 'simulated by only' } }]
  expect((await models.generateContent(request)).functionCalls).toEqual(called)
  const chunks = await Array.fromAsync(await models.generateContentStream(request))
  expect(chunks.flatMap(({ functionCalls }) => functionCalls ?? [])).toEqual(called)
})

test('thoughts are shown to who wants them, and recorded apart from the output', async () => {
  const config = { thinkingConfig: { includeThoughts: true } }
  const answer = await googleClient(world()).models.generateContent({ ...ask, config })
  expect(answer.candidates?.[0]?.content?.parts).toEqual([
    { text: expect.stringContaining('thinking'), thought: true },
    { text: words },
  ])
  const requestId = answer.sdkHttpResponse?.headers?.['x-request-id'] ?? ''
  const record = await world().recordOf(requestId)
  expect<number | undefined>(record.reasoningTokens).toBe(answer.usageMetadata?.thoughtsTokenCount)
})

test('tokens are counted', async () => {
  const { totalTokens } = await googleClient(world()).models.countTokens(ask)
  expect(totalTokens).toBe(3)
})

test('one content is embedded, and several at once', async () => {
  const embed = async (texts: readonly string[]) => {
    const config = { outputDimensionality: 4 }
    const request = { model: 'gemini-embedding-001', contents: [...texts], config }
    return (await googleClient(world()).models.embedContent(request)).embeddings ?? []
  }
  const both = await embed(['one', 'two'])
  expect(both.map(({ values }) => values?.length)).toEqual([4, 4])
  expect(both.at(0)).toEqual((await embed(['one'])).at(0))
})

test('a single embedContent works as well as the batch that the SDK sends', async () => {
  const body = { content: { parts: [{ text: 'one' }] }, outputDimensionality: 4 }
  const response = await world().post('/v1beta/models/gemini-embedding-001:embedContent', body)
  expect(await response.json()).toMatchObject({ embedding: { values: { length: 4 } } })
})

test('models are listed, and one is told', async () => {
  const { models } = googleClient(world(), { channel: 'aistudio' })
  const list = await Array.fromAsync(await models.list({ config: { queryBase: true } }))
  expect(list.map(({ name }) => name)).toEqual([
    'models/gemini-2.5-flash',
    'models/gemini-2.5-flash-lite',
    'models/gemini-2.5-pro',
    'models/gemini-3-pro-preview',
    'models/gemini-embedding-001',
    'models/gemini-2.5-flash-image',
  ])
  expect(await models.get({ model })).toMatchObject({
    name: `models/${model}`,
    displayName: `Simulated ${model}`,
    inputTokenLimit: 1_048_576,
  })
})

test('without alt=sse a stream is one JSON array', async () => {
  const response = await world().post(`/v1beta/models/${model}:streamGenerateContent`, contents())
  expect(response.headers.get('content-type')).toStartWith('application/json')
  const chunks: { candidates: { finishReason?: string }[] }[] = await response.json()
  expect(chunks.length).toBeGreaterThan(10)
  expect(chunks.at(-1)?.candidates[0]?.finishReason).toBe('STOP')
})

test('a key in the query opens the relay and goes no further', async () => {
  const path = `/v1beta/models/${model}:streamGenerateContent?key=${clientKey}&alt=sse`
  const response = await fetch(`${world().url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(contents()),
  })
  expect(await response.text()).toContain('"finishReason":"STOP"')
  const entry = world().gemini.journal.entries.findLast(({ method }) => method === 'POST')
  expect(entry?.query).toBe('alt=sse')
})

test("a wrong key of the relay is told in Google's form", async () => {
  const error = await failing(
    googleClient(world(), { key: 'sk-nobody' }).models.generateContent(ask),
  )
  expect(error.status).toBe(401)
  expect(JSON.parse(error.message)).toMatchObject({
    error: { code: 401, status: 'UNAUTHENTICATED' },
  })
})

test('an unknown model is a 404 that names what is near', async () => {
  const error = await failing(
    googleClient(world()).models.generateContent({ ...ask, model: 'gemini-2.5-flush' }),
  )
  expect(error.status).toBe(404)
  expect(JSON.parse(error.message)).toMatchObject({
    error: {
      code: 404,
      status: 'NOT_FOUND',
      message: expect.stringContaining("'gemini-2.5-flash'"),
    },
  })
})

test("an upstream's 400 comes as it is", async () => {
  const body = { ...contents(), generationConfig: { temperature: 9 } }
  const response = await world().post(`/v1beta/models/${model}:generateContent`, body)
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ fieldViolations: [{}] }] } },
  ])
})
