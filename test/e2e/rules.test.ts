import { expect, test } from 'bun:test'
import { openWorld, type World, type WorldOptions } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'

const accounts = [{ key: 'sk-simulated-only', name: 'only' }]

/** What the upstream was asked last, when the client has its whole answer. */
const asked = async (
  world: World,
  vendor: 'openai' | 'anthropic' | 'gemini',
  request: readonly [path: string, body: object],
): Promise<unknown> => {
  const response = await world.post(...request)
  const text = await response.text()
  if (response.status !== 200) throw new Error(text)
  return world[vendor].journal.entries.findLast(({ operation }) => operation === 'generate')
    ?.content
}

const withChannelSettings = (id: string, settings: object): WorldOptions => ({
  accounts,
  channels: (usual) =>
    usual.map((channel) =>
      channel.id === id ? { ...channel, settings: { ...channel.settings, ...settings } } : channel,
    ),
})

const marked = withChannelSettings('anthropic', {
  cache_breakpoints: [{ target: 'messages', position: 'last_nth', index: 1, ttl: '1h' }],
})

test("the operator's cache marks stand in what a client of any protocol asks", async () => {
  await using world = await openWorld(marked)
  const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } }
  const own = await asked(world, 'anthropic', ['/v1/messages', messages()])
  const chatted = await asked(world, 'anthropic', [
    '/anthropic/v1/chat/completions',
    { ...chat(), model: 'claude-sonnet-4-5' },
  ])
  for (const body of [own, chatted])
    expect(body).toMatchObject({ messages: [{ role: 'user', content: [mark] }] })
})

const thinkingChat = {
  model: 'aistudio/gemini-2.5-pro',
  reasoning_effort: 'high',
  messages: [{ role: 'user', content: 'Say something.' }],
}

const tagged: WorldOptions = {
  accounts,
  tree: { proxy: { thought_wrapper_tags: ['<think>', '</think>'] } },
}

test('thoughts stand between the tags, in the text of an answer and of a stream', async () => {
  await using world = await openWorld(tagged)
  const whole = await (await world.post('/v1/chat/completions', thinkingChat)).text()
  expect(whole).toContain('"content":"<think>')
  expect(whole).not.toContain('reasoning_content')
  const stream = await world.post('/v1/chat/completions', { ...thinkingChat, stream: true })
  expect((await stream.text()).match(/<think>|<\/think>/g)).toEqual(['<think>', '</think>'])
})

test.each(['', '?alt=sse'])(
  'they do for clients of the upstream\'s own protocol as well ("%s")',
  async (query) => {
    await using world = await openWorld(tagged)
    const path = `/v1beta/models/gemini-2.5-pro:streamGenerateContent${query}`
    const thinkingConfig = { includeThoughts: true, thinkingBudget: 1_000 }
    const response = await world.post(path, {
      ...contents(),
      generationConfig: { thinkingConfig },
    })
    const text = await response.text()
    expect(text.match(/<think>|<\/think>/g)).toEqual(['<think>', '</think>'])
    expect(text).not.toContain('"thought"')
    expect(response.headers.get('content-type')).toContain(
      query === '' ? 'application/json' : 'text/event-stream',
    )
  },
)

const suffixed: WorldOptions = { accounts, tree: { proxy: { model_suffixes: true } } }

test('the ending of a model name says how much to think, and to search', async () => {
  await using world = await openWorld(suffixed)
  const model = 'gemini-2.5-pro-high-search'
  const path = `/v1beta/models/${model}:generateContent`
  for (const request of [
    [path, contents()],
    ['/v1/chat/completions', { ...chat(), model }],
  ] as const)
    expect(await asked(world, 'gemini', request)).toMatchObject({
      generationConfig: { thinkingConfig: { thinkingBudget: expect.any(Number) } },
      tools: [{ googleSearch: {} }],
    })
})

const delegated: WorldOptions = {
  accounts,
  tree: {
    proxy: {
      background_tasks: [
        { phrases: ['Write a title'], where: 'user', max_characters: 60, model: 'gpt-4o-mini' },
      ],
    },
  },
}

test("an agent's small task goes to the model that the operator has set, another one does not", async () => {
  await using world = await openWorld(delegated)
  const ask = async (content: string): Promise<unknown> => {
    const body = { ...messages(), messages: [{ role: 'user', content }] }
    return (await world.post('/v1/messages', body)).headers.get('x-switchyard-model')
  }
  expect([
    await ask('Write a title for this.'),
    await ask(`Write a title for this. ${'x'.repeat(60)}`),
    await ask('Say something.'),
  ]).toEqual(['gpt-4o-mini', 'claude-sonnet-4-5', 'claude-sonnet-4-5'])
})

test('rules that change hold from the next request on, and accounts keep what they have learnt', async () => {
  await using world = await openWorld({ accounts })
  world.anthropic.program({
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 600 } },
  })
  await (await world.post('/v1/messages', messages())).text()
  const before = await world.post('/v1/chat/completions', thinkingChat)
  expect(await before.text()).not.toContain('<think>')
  const { changed, requiresRestart } = world.apply({ ...marked, ...tagged })
  expect([changed, requiresRestart]).toEqual([['proxy.thought_wrapper_tags', 'channels'], []])
  const after = await world.post('/v1/chat/completions', thinkingChat)
  expect(await after.text()).toContain('<think>')
  const resting = await world.post('/v1/messages', messages())
  expect([resting.status, Number(resting.headers.get('retry-after')) > 500]).toEqual([429, true])
})
