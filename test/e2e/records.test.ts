import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { chat, contents, messages } from '../support/requests.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

type Ask = {
  readonly requestId: string
  readonly path: string
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
}

/** The record of one request, and how many bytes the client received. */
const recorded = async ({ requestId, path, body, headers = {} }: Ask) => {
  const response = await world().post(path, body, {
    headers: { 'x-request-id': requestId, ...headers },
  })
  const received = (await response.arrayBuffer()).byteLength
  return { record: await world().recordOf(requestId), received }
}

const aTime = expect.any(Number)

const times = {
  startedAt: aTime,
  authMs: aTime,
  queueMs: aTime,
  slotMs: aTime,
  connectMs: aTime,
  firstEventMs: aTime,
  streamMs: aTime,
  totalMs: aTime,
}

const nothingUsed = {
  inputTokens: -1,
  cacheReadTokens: -1,
  cacheWriteTokens: -1,
  outputTokens: -1,
  reasoningTokens: -1,
}

const nobody = { channel: '', account: '', upstreamModel: '', attempts: 0 }

const byTester = { id: expect.any(String), user: 'tester', key: 'test key', ...times }

test('a whole answer', async () => {
  const body = { ...chat(), messages: [{ role: 'user', content: 'Three new words.' }] }
  const ask = { requestId: 'whole', path: '/v1/chat/completions', body }
  const { record, received } = await recorded(ask)
  expect<unknown>(record).toEqual({
    ...byTester,
    requestId: 'whole',
    protocol: 'openai-chat',
    operation: 'generate',
    channel: 'openai',
    account: 'openai/only',
    model: 'gpt-4o-mini',
    upstreamModel: 'gpt-4o-mini',
    status: 200,
    outcome: 'completed',
    failureCode: '',
    attempts: 1,
    isStreaming: false,
    bytesIn: JSON.stringify(body).length,
    bytesOut: received,
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 4,
    outputTokens: 31,
    reasoningTokens: 0,
  })
})

test('a stream, of a model with a prefix', async () => {
  const body = { ...messages(true), model: 'anthropic/claude-opus-5', max_tokens: 2000 }
  const ask = { requestId: 'stream', path: '/v1/messages', body }
  const { record, received } = await recorded(ask)
  expect<unknown>(record).toEqual({
    ...byTester,
    requestId: 'stream',
    protocol: 'anthropic',
    operation: 'generate',
    channel: 'anthropic',
    account: 'anthropic/only',
    model: 'anthropic/claude-opus-5',
    upstreamModel: 'claude-opus-5',
    status: 200,
    outcome: 'completed',
    failureCode: '',
    attempts: 1,
    isStreaming: true,
    bytesIn: JSON.stringify(body).length,
    bytesOut: received,
    inputTokens: 3,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 30,
    reasoningTokens: 0,
  })
})

test("an upstream's refusal is an answer too", async () => {
  const path = '/aistudio/v1beta/models/gemini-2.5-pro:generateContent'
  const body = { ...contents(), generationConfig: { temperature: 9 } }
  const { record, received } = await recorded({ requestId: 'refused', path, body })
  expect<unknown>(record).toEqual({
    ...byTester,
    requestId: 'refused',
    protocol: 'gemini',
    operation: 'generate',
    channel: 'aistudio',
    account: 'aistudio/only',
    model: 'gemini-2.5-pro',
    upstreamModel: 'gemini-2.5-pro',
    status: 400,
    outcome: 'completed',
    failureCode: '',
    attempts: 1,
    isStreaming: false,
    bytesIn: JSON.stringify(body).length,
    bytesOut: received,
    ...nothingUsed,
  })
})

test('a wrong key', async () => {
  const headers = { authorization: 'Bearer sk-nobody' }
  const ask = { requestId: 'stranger', path: '/v1/chat/completions', body: chat(), headers }
  const { record, received } = await recorded(ask)
  expect<unknown>(record).toEqual({
    ...byTester,
    ...nobody,
    ...nothingUsed,
    user: '',
    key: '',
    requestId: 'stranger',
    protocol: 'openai-chat',
    operation: '',
    model: '',
    status: 401,
    outcome: 'refused',
    failureCode: 'invalid_api_key',
    isStreaming: false,
    bytesIn: 0,
    bytesOut: received,
  })
})

test('an unknown model', async () => {
  const body = { ...chat(), model: 'nobodys' }
  const ask = { requestId: 'unknown', path: '/v1/chat/completions', body }
  const { record, received } = await recorded(ask)
  expect<unknown>(record).toEqual({
    ...byTester,
    ...nobody,
    ...nothingUsed,
    requestId: 'unknown',
    protocol: 'openai-chat',
    operation: 'generate',
    model: 'nobodys',
    status: 404,
    outcome: 'refused',
    failureCode: 'model_not_found',
    isStreaming: false,
    bytesIn: JSON.stringify(body).length,
    bytesOut: received,
  })
})

test('a list of models', async () => {
  await world().get('/openai/v1/models', { headers: { 'x-request-id': 'list' } })
  const record = await world().recordOf('list')
  expect(record).toMatchObject({
    operation: 'models',
    channel: 'openai',
    outcome: 'completed',
    status: 200,
  })
})

test('the database has every record as the log has it', async () => {
  const requestId = 'kept'
  const ask = { requestId, path: '/v1/chat/completions', body: chat(true) }
  const { record } = await recorded(ask)
  await world().switchyard.ledger.flush(5_000)
  using database = new Database(`${world().folder}/switchyard.db`, { readonly: true })
  const row = database
    .query<Record<string, unknown>, [string]>('SELECT * FROM exchanges WHERE request_id = ?')
    .get(requestId)
  const named = Object.entries(record).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    typeof value === 'boolean' ? Number(value) : value,
  ])
  expect(row).toEqual(Object.fromEntries(named))
})
