import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai'
import { expect, test } from 'bun:test'
import { startSimulator } from '../../src/simulator/index.ts'

const start = async () => {
  const simulator = await startSimulator({
    vendor: 'gemini',
    accounts: [{ key: 'goog-one', name: 'team-1' }],
    anyClient: true,
  })
  return Object.assign(simulator, { client: clientFor(simulator.url, 'goog-one') })
}

const clientFor = (url: string, apiKey: string) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } })

const asked = { model: 'gemini-2.5-flash', contents: 'hello' }
const weather = {
  name: 'weather',
  parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
}

test('an answer names protocol and account, and its usage adds up', async () => {
  await using simulator = await start()
  const answer = await simulator.client.models.generateContent(asked)
  expect(answer.text).toStartWith('simulated gemini answer from team-1: you wrote “hello”.')
  const usage = answer.usageMetadata
  expect(usage?.totalTokenCount).toBe(
    (usage?.promptTokenCount ?? 0) + (usage?.candidatesTokenCount ?? 0),
  )
  expect(simulator.journal.violations).toEqual([])
})

test('a stream folds to the answer and ends with a reason', async () => {
  await using simulator = await start()
  const whole = await simulator.client.models.generateContent(asked)
  const chunks = await Array.fromAsync(await simulator.client.models.generateContentStream(asked))
  expect(chunks.map((chunk) => chunk.text ?? '').join('')).toBe(whole.text ?? '')
  expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason).filter(Boolean)).toHaveLength(1)
  expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(
    whole.usageMetadata?.totalTokenCount ?? -1,
  )
})

test('without alt=sse the stream is one JSON array', async () => {
  await using simulator = await start()
  const response = await fetch(
    `${simulator.url}/v1beta/models/gemini-2.5-flash:streamGenerateContent`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': 'goog-one' },
      body: JSON.stringify({ contents: [{ parts: [{ text: 'hello' }] }] }),
    },
  )
  const elements: unknown = await response.json()
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(elements).toBeArray()
  expect(elements).toContainEqual(
    expect.objectContaining({ candidates: [expect.objectContaining({ finishReason: 'STOP' })] }),
  )
})

test('thoughts come as parts of their own when they are asked for', async () => {
  await using simulator = await start()
  const answer = await simulator.client.models.generateContent({
    ...asked,
    config: { thinkingConfig: { includeThoughts: true } },
  })
  const parts = answer.candidates?.[0]?.content?.parts ?? []
  expect(parts.map((part) => part.thought === true)).toEqual([true, false])
  expect(answer.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0)
})

test('a tool is called when the prompt names it, and when the request insists', async () => {
  await using simulator = await start()
  const config = { tools: [{ functionDeclarations: [weather] }] }
  const named = await simulator.client.models.generateContent({
    ...asked,
    contents: 'call weather',
    config,
  })
  const insisted = await simulator.client.models.generateContent({
    ...asked,
    config: {
      ...config,
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    },
  })
  const call = { name: 'weather', args: { city: 'simulated by team-1' } }
  expect(named.functionCalls).toEqual([call])
  expect(insisted.functionCalls).toEqual([call])
})

test('structured output fits the schema', async () => {
  await using simulator = await start()
  const answer = await simulator.client.models.generateContent({
    ...asked,
    config: {
      responseMimeType: 'application/json',
      responseJsonSchema: weather.parametersJsonSchema,
    },
  })
  expect(JSON.parse(answer.text ?? '')).toEqual({ city: 'simulated by team-1' })
})

test('tokens are counted as the answer counts them', async () => {
  await using simulator = await start()
  const counted = await simulator.client.models.countTokens(asked)
  const answer = await simulator.client.models.generateContent(asked)
  expect(counted.totalTokens).toBe(answer.usageMetadata?.promptTokenCount ?? -1)
})

test('texts are embedded one by one and in a batch', async () => {
  await using simulator = await start()
  const model = 'gemini-embedding-001'
  const batch = await simulator.client.models.embedContent({
    model,
    contents: ['a', 'b'],
    config: { outputDimensionality: 8 },
  })
  expect(batch.embeddings?.map((embedding) => embedding.values?.length)).toEqual([8, 8])
  const single = await fetch(`${simulator.url}/v1beta/models/${model}:embedContent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': 'goog-one' },
    body: JSON.stringify({ content: { parts: [{ text: 'a' }] }, outputDimensionality: 8 }),
  })
  expect(await single.json()).toEqual({ embedding: { values: batch.embeddings?.[0]?.values } })
})

test('models come in pages and one by one', async () => {
  await using simulator = await start()
  const pager = await simulator.client.models.list({ config: { pageSize: 2, queryBase: true } })
  const names = (await Array.fromAsync(pager)).map((model) => model.name)
  expect(new Set(names).size).toBe(6)
  expect(await simulator.client.models.get({ model: 'gemini-2.5-pro' })).toMatchObject({
    name: 'models/gemini-2.5-pro',
  })
})

test('errors are the ones the SDK knows', async () => {
  await using simulator = await start()
  const stranger = clientFor(simulator.url, 'goog-unknown')
  expect(await failureOf(stranger.models.generateContent(asked))).toMatchObject({
    status: 400,
    message: expect.stringContaining('API_KEY_INVALID'),
  })
  simulator.program({
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 7 } },
  })
  const limited = await failureOf(simulator.client.models.generateContent(asked))
  expect(limited).toBeInstanceOf(ApiError)
  expect(limited).toMatchObject({
    status: 429,
    message: expect.stringContaining('"retryDelay":"7s"'),
  })
})

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (failure: unknown) => failure,
  )
