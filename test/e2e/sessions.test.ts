import { describe, expect, test } from 'bun:test'
import { otherClientKey, type World } from '../support/relay-world.ts'
import { chat, contents, messages, responses } from '../support/requests.ts'
import { shareWorld } from '../support/shared-world.ts'

const accounts = Array.from({ length: 6 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

type Ask = {
  readonly path: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

let turn = 0

/** Each turn says something else, so that only what names the session can hold it together. */
const fresh = (): string => `turn number ${(turn += 1)} of some talk`

const bodies: Readonly<Record<string, () => object>> = {
  '/v1/chat/completions': () => ({ ...chat(), messages: [{ role: 'user', content: fresh() }] }),
  '/v1/responses': () => ({ ...responses(), input: fresh() }),
  '/v1/completions': () => ({ model: 'gpt-3.5-turbo-instruct', prompt: fresh() }),
  '/v1/messages': () => ({ ...messages(), messages: [{ role: 'user', content: fresh() }] }),
  '/v1beta/models/gemini-2.5-flash:generateContent': () => ({
    ...contents(),
    contents: [{ role: 'user', parts: [{ text: fresh() }] }],
  }),
}

const paths = Object.keys(bodies)

/** The accounts that served some turns of one session. */
const servedBy = async (world: World, { path, body, headers = {} }: Ask, turns = 5) => {
  const served: string[] = []
  for (let count = 0; count < turns; count += 1) {
    const response = await world.post(path, { ...bodies[path]?.(), ...body }, { headers })
    await response.text()
    served.push(response.headers.get('x-switchyard-account') ?? '')
  }
  return new Set(served)
}

const headerNames = [
  'x-session-id',
  'x-client-session-id',
  'x-gephyr-session-id',
  'x-conversation-id',
  'x-thread-id',
]

const bodyFields = [
  'session_id',
  'sessionId',
  'conversation_id',
  'conversationId',
  'thread_id',
  'threadId',
]

for (const mode of ['balance', 'cache_first']) {
  describe(`in ${mode} one account serves a session`, () => {
    const world = shareWorld({ accounts, tree: { proxy: { scheduling: { mode } } } })

    for (const path of paths)
      test(`named by a header, at ${path}`, async () => {
        const headers = { 'x-session-id': `header at ${path}` }
        expect(await servedBy(world(), { path, headers })).toHaveProperty('size', 1)
      })

    for (const name of headerNames)
      test(`named by ${name}`, async () => {
        const headers = { [name]: `by ${name}` }
        const served = await servedBy(world(), { path: '/v1/messages', headers })
        expect(served.size).toBe(1)
      })

    test('that begins as it always did', async () => {
      const opening = { role: 'user', content: 'A beginning that every turn repeats.' }
      const answer = { role: 'assistant', content: 'Yes.' }
      const body = { messages: [opening, answer, { role: 'user', content: fresh() }] }
      const first = await servedBy(
        world(),
        { path: '/v1/chat/completions', body: { messages: [opening] } },
        1,
      )
      const later = await servedBy(world(), { path: '/v1/chat/completions', body })
      expect(later).toEqual(first)
    })

    test('named by metadata.user_id, as the Anthropic clients do', async () => {
      const body = { metadata: { user_id: `user_1_session_${mode}` } }
      expect((await servedBy(world(), { path: '/v1/messages', body })).size).toBe(1)
    })

    test('named by metadata.session_id', async () => {
      const body = { metadata: { session_id: `meta ${mode}` } }
      expect((await servedBy(world(), { path: '/v1/chat/completions', body })).size).toBe(1)
    })
  })
}

describe('a field of the body that the upstream does not know', () => {
  const world = shareWorld({ accounts })

  for (const field of bodyFields)
    test(`${field} names the session, and goes up as it is`, async () => {
      const body = { [field]: `by ${field}` }
      const served = await servedBy(world(), { path: '/v1/chat/completions', body })
      const entry = world().openai.journal.entries.findLast(({ method }) => method === 'POST')
      expect([served.size, JSON.parse(entry?.body ?? '{}')]).toMatchObject([1, body])
    })

  test('a header goes before it', async () => {
    const headers = { 'x-session-id': 'from the header' }
    const served = new Set<string>()
    for (const session_id of ['a', 'b', 'c', 'd', 'e']) {
      const ask = { path: '/v1/chat/completions', body: { session_id }, headers }
      for (const account of await servedBy(world(), ask, 1)) served.add(account)
    }
    expect(served.size).toBe(1)
  })
})

describe('sessions are kept apart', () => {
  const world = shareWorld({ accounts })

  test('of two users who chose the same name', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const session = { 'x-session-id': `shared ${index}` }
        const path = '/v1/chat/completions'
        const other = { ...session, authorization: `Bearer ${otherClientKey}` }
        const [mine] = await servedBy(world(), { path, headers: session }, 1)
        const [theirs] = await servedBy(world(), { path, headers: other }, 1)
        return mine === theirs
      }),
    )
    expect(pairs).toContain(false)
  })

  test('and spread over all accounts', async () => {
    const served = new Set<string>()
    for (let index = 0; index < 8 * accounts.length; index += 1) {
      const headers = { 'x-session-id': `spread ${index}` }
      for (const one of await servedBy(world(), { path: '/v1/responses', headers }, 1))
        served.add(one)
    }
    expect(served.size).toBe(accounts.length)
  })
})

describe('in performance_first', () => {
  const mode = 'performance_first'
  const world = shareWorld({ accounts, tree: { proxy: { scheduling: { mode } } } })

  test('a session is served by whoever is quick', async () => {
    const headers = { 'x-session-id': 'quick' }
    const served = await servedBy(world(), { path: '/v1/messages', headers }, 40)
    expect(served.size).toBeGreaterThan(1)
  })
})
