import { expect, test } from 'bun:test'
import { openOpenai } from './sdk.ts'
import { answerOf, goodRequest, openScene } from './scene.ts'

const statusOf = async (vendor: 'openai' | 'gemini', path: string, body: object) => {
  await using scene = await openScene(vendor)
  return (await answerOf(scene.ask({ path, body }))).status
}

const completion = { model: 'gpt-3.5-turbo-instruct', prompt: 'hi' }

test.each<[string, object]>([
  ['an unknown field', { surprise: 1 }],
  ['messages', { messages: [] }],
  ['fewer best than all', { n: 2, best_of: 1 }],
  ['the best of a stream', { best_of: 2, stream: true }],
  ['stream options of no stream', { stream_options: {} }],
  ['too many logprobs', { logprobs: 6 }],
])('a completion is refused for %s', async (_, changed) => {
  expect(await statusOf('openai', '/v1/completions', { ...completion, ...changed })).toBe(400)
})

test.each<[string, object]>([
  ['no text', { input: '' }],
  ['no text among others', { input: ['a', ''] }],
  ['more dimensions than there are', { dimensions: 2000 }],
  ['another encoding', { encoding_format: 'hex' }],
])('an embedding of OpenAI is refused for %s', async (_, changed) => {
  const body = { model: 'text-embedding-3-small', input: 'hi', ...changed }
  expect(await statusOf('openai', '/v1/embeddings', body)).toBe(400)
})

test.each<[string, object]>([
  ['no text', { content: { parts: [{ text: '' }] } }],
  ['a task nobody knows', { taskType: 'SMELL' }],
  ['a title of another task', { title: 'a' }],
  ['another model than in the path', { model: 'models/other' }],
])('an embedding of Google is refused for %s', async (_, changed) => {
  const path = '/v1beta/models/gemini-embedding-001:embedContent'
  const body = { content: { parts: [{ text: 'hi' }] }, ...changed }
  expect(await statusOf('gemini', path, body)).toBe(400)
})

test('each of several prompts is completed, behind its echo', async () => {
  await using simulator = await openOpenai()
  const { choices } = await simulator.client.completions.create({
    model: 'gpt-3.5-turbo-instruct',
    prompt: ['one', 'two'],
    echo: true,
  })
  expect(choices.map(({ text }) => text.slice(0, 12))).toEqual(['onesimulated', 'twosimulated'])
})

test('an answer that the vendor holds back says so', async () => {
  await using simulator = await openOpenai()
  simulator.program({ say: { text: 'half', finish: 'filter' }, times: 2 })
  const { chat, responses } = simulator.client
  const messages = [{ role: 'user' as const, content: 'hi' }]
  const { choices } = await chat.completions.create({ model: 'gpt-4o', messages })
  const response = await responses.create({ model: 'gpt-5', input: 'hi' })
  expect(choices[0]?.finish_reason).toBe('content_filter')
  expect(response).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'content_filter' },
  })
})

test('a field of a beta comes in with the name of the beta alone', async () => {
  await using scene = await openScene('anthropic')
  const good = goodRequest('anthropic')
  const body = Object.assign({ context_management: { edits: [] } }, good.body)
  const headers = { ...good.headers, 'anthropic-beta': 'a-1,context-management-2025-06-27' }
  expect(await answerOf(scene.ask({ body }))).toMatchObject({ status: 400 })
  expect(await answerOf(scene.ask({ body, headers }))).toMatchObject({ status: 200 })
})
