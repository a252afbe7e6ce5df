import { expect, test } from 'bun:test'
import { chat, contents, messages } from '../support/requests.ts'
import { anthropicClient, googleClient, openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'
import type { Simulator } from '../../src/simulator/index.ts'

const world = shareWorld()

/** What browsers, agents and proxies put on a request, none of which an upstream may see. */
const tellTale = {
  cookie: 'session=canary',
  forwarded: 'for=192.0.2.7',
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-host': 'relay.example',
  'x-real-ip': '192.0.2.7',
  'true-client-ip': '192.0.2.7',
  'cf-connecting-ip': '192.0.2.7',
  via: '1.1 proxy.example',
  origin: 'https://app.example',
  referer: 'https://app.example/page',
  'user-agent': 'agent/1',
  'x-stainless-os': 'Linux',
  'x-title': 'My app',
  'http-referer': 'https://app.example',
  'proxy-authorization': 'Basic canary',
  'sec-fetch-site': 'cross-site',
  dnt: '1',
  'x-session-id': 'mine',
  'x-unheard-of': 'canary',
  'openai-organization': 'org-of-the-client',
  'x-goog-user-project': 'project-of-the-client',
}

const lastOf = ({ journal }: Simulator) =>
  journal.entries.findLast(({ method }) => method === 'POST')?.headers ?? {}

const asks: readonly (readonly ['openai' | 'anthropic' | 'gemini', string, object])[] = [
  ['openai', '/v1/chat/completions', chat()],
  ['anthropic', '/v1/messages', messages()],
  ['gemini', '/v1beta/models/gemini-2.5-flash:generateContent', contents()],
]

const credentialHeaders = {
  openai: { authorization: expect.stringMatching(/^Bearer sk-simulated-(one|two)$/) },
  anthropic: {
    'anthropic-version': '2023-06-01',
    'x-api-key': expect.stringMatching(/^sk-simulated-(one|two)$/),
  },
  gemini: { 'x-goog-api-key': expect.stringMatching(/^sk-simulated-(one|two)$/) },
}

for (const [vendor, path, body] of asks) {
  test(`of what tells on the client nothing reaches ${vendor}`, async () => {
    await (await world().post(path, body, { headers: tellTale })).text()
    expect(lastOf(world()[vendor])).toEqual({
      host: new URL(world()[vendor].url).host,
      'content-length': String(JSON.stringify(body).length),
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
      'content-type': 'application/json',
      'user-agent': 'switchyard/0.0.0-test',
      ...credentialHeaders[vendor],
    })
  })
}

test('what the SDKs add about themselves stays here', async () => {
  const { messages: content } = chat()
  await openaiClient(world()).chat.completions.create({
    ...chat(),
    stream: false,
    messages: [{ role: 'user', content: content[0]?.content ?? '' }],
  })
  await anthropicClient(world()).messages.countTokens({
    model: 'claude-opus-5',
    messages: [{ role: 'user', content: 'x' }],
  })
  await googleClient(world()).models.countTokens({ model: 'gemini-2.5-flash', contents: 'x' })
  const names = asks.flatMap(([vendor]) => Object.keys(lastOf(world()[vendor])))
  expect(names.filter((name) => /stainless|goog-api-client|dangerous/.test(name))).toEqual([])
})

test('what an API documents of its headers goes up as the client wrote it', async () => {
  const openai = {
    'openai-beta': 'assistants=v2',
    'idempotency-key': 'once',
    'x-client-request-id': 'c-1',
  }
  const anthropic = {
    'anthropic-version': '2026-10-21',
    'anthropic-beta': 'one,two',
    'idempotency-key': 'once',
  }
  await world().post('/v1/chat/completions', chat(), { headers: openai })
  await world().post('/v1/messages', messages(), { headers: anthropic })
  expect(lastOf(world().openai)).toMatchObject(openai)
  expect(lastOf(world().anthropic)).toMatchObject(anthropic)
})

test('a beta query of the Anthropic client goes up, its key does not', async () => {
  await world().post('/v1/messages?beta=true&key=secret', messages())
  const entry = world().anthropic.journal.entries.findLast(({ method }) => method === 'POST')
  expect(entry?.query).toBe('beta=true')
})

const own = {
  'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  'x-switchyard-account': expect.any(String),
  'x-switchyard-model': expect.any(String),
  'x-switchyard-attempts': '1',
  'x-simulated': 'switchyard',
}

const ofVendors: Readonly<Record<(typeof asks)[number][0], Readonly<Record<string, unknown>>>> = {
  openai: {
    'x-upstream-request-id': expect.stringMatching(/^req_simulated_/),
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': expect.any(String),
    'x-ratelimit-reset-requests': expect.stringMatching(/s$/),
    'openai-processing-ms': '12',
  },
  anthropic: {
    'request-id': expect.stringMatching(/^req_simulated_/),
    'anthropic-ratelimit-requests-limit': '10000',
    'anthropic-ratelimit-requests-remaining': expect.any(String),
    'anthropic-ratelimit-requests-reset': expect.stringMatching(/Z$/),
  },
  gemini: { 'x-goog-request-id': expect.stringMatching(/^req_simulated_/) },
}

const kept = [
  'set-cookie',
  'server',
  'server-timing',
  'openai-organization',
  'anthropic-organization-id',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
]

for (const [vendor, path, body] of asks) {
  test(`limits and the request id of ${vendor} come back, its cookies do not`, async () => {
    const { headers } = await world().post(path, body)
    expect(headers.toJSON()).toMatchObject({ ...own, ...ofVendors[vendor] })
    expect(kept.filter((name) => headers.has(name))).toEqual([])
  })
}

test('a stream has the same headers as a whole answer', async () => {
  const response = await world().post('/v1/chat/completions', chat(true))
  expect(response.headers.toJSON()).toMatchObject({
    ...own,
    ...ofVendors.openai,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  })
  expect(response.headers.has('set-cookie')).toBe(false)
  await response.text()
})

test('the request id that a client gives is its own in the answer and in the record', async () => {
  const headers = { 'x-request-id': 'mine-1' }
  const response = await world().post('/v1/chat/completions', chat(), { headers })
  expect(response.headers.get('x-request-id')).toBe('mine-1')
  expect((await world().recordOf('mine-1')).status).toBe(200)
})

test('every refusal of the relay has a request id as well', async () => {
  const answers = await Promise.all([
    fetch(`${world().url}/v1/chat/completions`, { method: 'POST', body: '{}' }),
    world().get('/nowhere'),
    world().post('/v1/chat/completions', 'no json'),
    world().get('/v1/models/none'),
  ])
  expect(
    answers.map(({ status, headers }) => [status, headers.get('x-request-id')?.length]),
  ).toEqual([
    [401, 36],
    [404, 36],
    [400, 36],
    [404, 36],
  ])
})
