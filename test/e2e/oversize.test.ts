import { describe, expect, test } from 'bun:test'
import { adminKey, openWorld, type World, type WorldOptions } from '../support/relay-world.ts'

const long = 'word '.repeat(30_000)

const chat = (content: string) => ({ model: 'gpt-4o', messages: [{ role: 'user', content }] })

const claude = (content: string) => ({ ...chat(content), model: 'claude-opus-5', max_tokens: 99 })

const askFor = async (world: World, content: string) => {
  const response = await world.post('/openai/v1/chat/completions', chat(content))
  return { status: response.status, headers: response.headers, body: await response.text() }
}

/** Who answers. */
const servedBy = async (world: World, path: string, body: object): Promise<string | null> => {
  const response = await world.post(path, body)
  await response.text()
  expect(response.status).toBe(200)
  return response.headers.get('x-switchyard-account')
}

const admin = async (world: World, path: string): Promise<unknown> => {
  const init = { headers: { authorization: `Bearer ${adminKey}` } }
  return (await fetch(`${world.adminUrl}${path}`, init)).json()
}

/** A key of the first tier beside one that has no limit, and is for when the first cannot serve. */
const tiers = [
  { key: 'sk-simulated-small', name: 'small', mostTokens: 30_000 },
  { key: 'sk-simulated-large', name: 'large' },
]
const tree = {
  proxy: { scheduling: { mode: 'cache_first' } },
  global: { enable_admin_api: true },
}
const inTurn: WorldOptions['channels'] = (usual) =>
  usual.map(({ credentials, ...channel }) => ({
    ...channel,
    credentials: credentials.map((credential, priority) => ({ ...credential, priority })),
  }))

describe('a prompt that is larger than the whole limit of an account', () => {
  test('is served by a larger one, asked for in vain once, and nobody rests for it', async () => {
    await using world = await openWorld({ accounts: tiers, channels: inTurn, tree })
    const ask = (content: string) => servedBy(world, '/openai/v1/chat/completions', chat(content))
    expect([await ask(`1 ${long}`), await ask('Is it so?')]).toEqual([
      'openai/large',
      'openai/small',
    ])
    expect([await ask(`2 ${long}`), await ask(`3 ${long}`)]).toEqual([
      'openai/large',
      'openai/large',
    ])
    expect(world.openai.use('small')).toMatchObject({ refused: 1 })
    expect(await admin(world, '/api/actors')).toMatchObject({
      accounts: expect.arrayContaining([
        expect.objectContaining({
          id: 'openai/small',
          cooldowns: [],
          health: 1,
          rooms: [expect.objectContaining({ model: 'gpt-4o', limit_tokens: 30_000 })],
        }),
      ]),
    })
  })

  test('is known at Anthropic by the headers: all of the limit was left', async () => {
    await using world = await openWorld({ accounts: tiers, channels: inTurn, tree })
    const ask = (content: string) => servedBy(world, '/anthropic/v1/messages', claude(content))
    expect([await ask(long), await ask('Is it so?')]).toEqual([
      'anthropic/large',
      'anthropic/small',
    ])
    expect(world.anthropic.use('small')).toMatchObject({ refused: 1 })
  })

  test('is answered at once where no account is larger, in the protocol of whoever asks', async () => {
    const accounts = [tiers[0], { key: 'sk-simulated-other', name: 'other', mostTokens: 9_000 }]
    await using world = await openWorld({ accounts: accounts.flatMap((one) => one ?? []), tree })
    const { status, headers, body } = await askFor(world, long)
    expect([status, headers.get('retry-after'), JSON.parse(body)]).toEqual([
      413,
      null,
      {
        error: {
          type: 'invalid_request_error',
          code: 'request_too_large',
          param: null,
          message: expect.stringMatching(
            /shorten the prompt.* larger limit.* Limit (30000|9000), Requested \d+/,
          ),
        },
      },
    ])
    expect(body).not.toContain('org-simulated')
    const messages = await world.post('/openai/v1/messages', { ...chat(long), max_tokens: 9 })
    expect([messages.status, await messages.json()]).toMatchObject([
      413,
      { error: { type: 'request_too_large', message: expect.stringContaining('prompt is too') } },
    ])
    const path = '/openai/v1beta/models/gpt-4o:generateContent'
    const gemini = await world.post(path, { contents: [{ role: 'user', parts: [{ text: long }] }] })
    expect([gemini.status, await gemini.json()]).toMatchObject([
      413,
      { error: { status: 'INVALID_ARGUMENT', message: expect.stringContaining('Requested') } },
    ])
    const short = await askFor(world, 'Is it so?')
    expect(short.status).toBe(200)
  })

  test('is explained by its decision', async () => {
    await using world = await openWorld({ accounts: tiers.slice(0, 1), tree })
    await askFor(world, 'Is it so?')
    const { status, headers } = await askFor(world, long)
    const id = headers.get('x-request-id') ?? ''
    expect([status, await admin(world, `/api/decisions/${id}`)]).toMatchObject([
      413,
      {
        candidates: [{ refusal: 'the prompt is larger than its whole limit of 30000 tokens' }],
        steps: [
          { type: 'offered' },
          { type: 'failed', detail: '429 too_large (rate_limit_exceeded)' },
          { type: 'failed', detail: 'request_too_large' },
        ],
      },
    ])
  })
})
