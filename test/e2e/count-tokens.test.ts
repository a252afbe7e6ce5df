import { describe, expect, test } from 'bun:test'
import { openWorld, type World } from '../support/relay-world.ts'
import { chat, messages } from '../support/requests.ts'
import { anthropicClient, googleClient, openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const credentials = [{ id: 'mine', secret: 'sk-simulated-one' }]
const tools = [
  { name: 'look', description: 'Looks around.', input_schema: { type: 'object' as const } },
]

const world = shareWorld({
  channels: (usual, { openai }) => [
    ...usual,
    {
      id: 'chatty',
      settings: { base_url: openai.url, protocol: 'openai-chat', models: ['house'] },
      credentials,
    },
  ],
})

/** A number of each client, for the same words, and what the relay says about it. */
const counts = {
  anthropic: async (model: string, at: World = world()) => {
    const { data, response } = await anthropicClient(at)
      .messages.countTokens({ model, messages: [{ role: 'user', content: 'Say something.' }] })
      .withResponse()
    return { number: data.input_tokens, warnings: response.headers.get('x-switchyard-warnings') }
  },
  google: async (model: string, at: World = world()) => {
    const answer = await googleClient(at).models.countTokens({ model, contents: 'Say something.' })
    const { headers = {} } = answer.sdkHttpResponse ?? {}
    return {
      number: answer.totalTokens ?? -1,
      warnings: headers['x-switchyard-warnings'] ?? null,
    }
  },
  openai: async (model: string, at: World = world()) => {
    const { data, response } = await openaiClient(at)
      .responses.inputTokens.count({ model, input: 'Say something.' })
      .withResponse()
    expect(data.object).toBe('response.input_tokens')
    return { number: data.input_tokens, warnings: response.headers.get('x-switchyard-warnings') }
  },
}

const clients = ['anthropic', 'google', 'openai'] as const

describe.each(clients)('the official client of %s', (client) => {
  test.each(['claude-opus-5', 'gemini-2.5-pro'])(
    'reads what the upstream of %s has counted, in its own protocol',
    async (model) => {
      const { number, warnings } = await counts[client](model)
      expect(number).toBeGreaterThan(0)
      expect(warnings).toBeNull()
    },
  )

  test('reads an estimate that says so where the upstream has no counter', async () => {
    const { number, warnings } = await counts[client]('house')
    // "Say something." is 3 tokens, a message 4, the beginning of the answer 3.
    expect(number).toBe(10)
    expect(warnings).toContain('is an estimate made here (o200k_base): the channel chatty')
  })
})

test('a count of the whole request is translated with its tools and its instructions', async () => {
  await anthropicClient(world()).messages.countTokens({
    model: 'gemini-2.5-pro',
    system: 'Be brief.',
    messages: [{ role: 'user', content: 'Say something.' }],
    tools,
  })
  const [asked] = world()
    .gemini.journal.entries.filter(({ operation }) => operation === 'count-tokens')
    .slice(-1)
  expect(JSON.parse(asked?.body ?? '{}')).toMatchObject({
    generateContentRequest: {
      model: 'models/gemini-2.5-pro',
      contents: [{ role: 'user', parts: [{ text: 'Say something.' }] }],
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      tools: [{ functionDeclarations: [{ name: 'look' }] }],
    },
  })
})

test('both forms of a Gemini count are counted', async () => {
  const contents = [{ role: 'user', parts: [{ text: 'Say something.' }] }]
  const bodies = [
    { contents },
    { generateContentRequest: { model: 'models/house', contents } },
    { generateContentRequest: { model: 'models/house', contents, generationConfig: { seed: 1 } } },
  ]
  for (const body of bodies) {
    const response = await world().post('/v1beta/models/house:countTokens', body)
    expect(await response.json()).toEqual({ totalTokens: 10 })
  }
})

test('a count that is made here is recorded without an account', async () => {
  const response = await world().post('/v1/messages/count_tokens', {
    model: 'house',
    messages: [{ role: 'user', content: 'hi' }],
  })
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  expect(record).toMatchObject({
    operation: 'count-tokens',
    channel: 'chatty',
    account: '',
    attempts: 0,
    status: 200,
    outcome: 'completed',
  })
})

test('a body that no request could have is refused with its field, and not counted', async () => {
  const response = await world().post('/v1/messages/count_tokens', { model: 'house', messages: 1 })
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { type: 'error', error: { type: 'invalid_request_error' } },
  ])
})

describe('a count of an account', () => {
  const retry = { type: 'seconds', seconds: 600 } as const
  const openOne = () => openWorld({ accounts: [{ key: 'sk-simulated-one', name: 'one' }] })

  test('that rests is an estimate', async () => {
    await using own = await openOne()
    own.anthropic.program({ fault: { type: 'status', status: 429, retry } })
    expect((await own.post('/v1/messages', messages())).status).toBe(429)
    const { number, warnings } = await counts.anthropic('claude-sonnet-4-5', own)
    expect(number).toBe(10)
    expect(warnings).toContain('no account of anthropic could be asked')
  })

  test('that counts no more for now is an estimate, and the account goes on answering', async () => {
    await using own = await openOne()
    own.anthropic.program({ fault: { type: 'status', status: 429, retry }, times: 2 })
    const { number, warnings } = await counts.anthropic('claude-sonnet-4-5', own)
    expect([number, warnings]).toEqual([10, expect.stringContaining('could be asked')])
    expect((await own.post('/v1/messages', messages())).status).toBe(200)
    expect((await counts.anthropic('claude-sonnet-4-5', own)).warnings).toBeNull()
  })
})

test('a count of millions of rare characters delays nobody and is bounded itself', async () => {
  const rare = Array.from({ length: 3_000_000 }, (_, index) =>
    String.fromCharCode(0x4e00 + ((index * 7_919) % 20_000)),
  ).join('')
  const order: string[] = []
  const ask = async (name: string, path: string, body: object): Promise<Response> => {
    const response = await world().post(path, body)
    order.push(name)
    return response
  }
  const said = [{ role: 'user', content: rare }]
  const counting = ask('count', '/v1/messages/count_tokens', {
    model: 'house',
    messages: said,
  })
  await ask('chat', '/v1/chat/completions', chat())
  const counted = await counting
  expect(order).toEqual(['chat', 'count'])
  expect(counted.headers.get('x-switchyard-warnings')).toContain('too long to be counted whole')
  expect((await counted.json()).input_tokens).toBeGreaterThan(3_000_000)
})

test('an upstream of a counting protocol without its counter is counted for here', async () => {
  await using upstream = withoutCounter()
  await using own = await openWorld({
    channels: (usual) => [
      ...usual,
      {
        id: 'claudish',
        settings: { base_url: upstream.url, protocol: 'anthropic', models: ['house', 'gone'] },
        credentials,
      },
    ],
  })
  const { number, warnings } = await counts.anthropic('house', own)
  expect([number, warnings]).toEqual([10, expect.stringContaining('claudish did not count it')])
  expect((await counts.google('house', own)).number).toBe(10)
  await expect(counts.anthropic('gone', own)).rejects.toMatchObject({ status: 404 })
})

/** Speaks as Anthropic does, and counts nothing; it does know which models it has. */
const withoutCounter = (): { readonly url: string } & AsyncDisposable => {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const body = await request.text()
      const message = body.includes('"gone"') ? 'model: gone' : 'Not Found'
      return Response.json(
        { type: 'error', error: { type: 'not_found_error', message } },
        { status: 404 },
      )
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}
