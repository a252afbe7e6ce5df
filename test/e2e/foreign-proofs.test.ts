import { describe, expect, test } from 'bun:test'
import { openWorld, type World } from '../support/relay-world.ts'

/** A conversation whose second turn brings back what proves the thoughts of the first. */
type Talk = {
  readonly vendor: 'anthropic' | 'gemini'
  readonly path: string
  readonly first: object
  readonly next: (answer: Answer) => object
}

type Answer = {
  readonly content: readonly { readonly type: string; readonly id?: string }[]
  readonly candidates: readonly [{ readonly content: object }]
}

const thinking = { type: 'enabled', budget_tokens: 1024 }
const claude = { model: 'claude-sonnet-4-5', max_tokens: 3000, thinking }
const question = { role: 'user', content: 'Think about trams.' }
const tool = { name: 'weather', input_schema: { type: 'object', properties: {} } }
const toolQuestion = { role: 'user', content: 'Think, then use the tool weather with {}.' }

const flash = '/v1beta/models/gemini-2.5-flash'
const declared = [{ functionDeclarations: [{ name: 'weather', parameters: { type: 'OBJECT' } }] }]
const asked = { role: 'user', parts: [{ text: 'Use the tool weather with {}.' }] }
const result = { functionResponse: { name: 'weather', response: { result: 'sunny' } } }

const talks = {
  'thoughts of Anthropic': {
    vendor: 'anthropic',
    path: '/v1/messages',
    first: { ...claude, messages: [question] },
    next: ({ content }) => ({
      ...claude,
      messages: [question, { role: 'assistant', content }, { role: 'user', content: 'Go on.' }],
    }),
  },
  'a call of a tool behind thoughts of Anthropic': {
    vendor: 'anthropic',
    path: '/v1/messages',
    first: { ...claude, tools: [tool], messages: [toolQuestion] },
    next: ({ content }) => ({
      ...claude,
      tools: [tool],
      messages: [
        toolQuestion,
        { role: 'assistant', content },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: content.find(({ type }) => type === 'tool_use')?.id,
              content: 'sunny',
            },
          ],
        },
      ],
    }),
  },
  'a call of a tool by Gemini': {
    vendor: 'gemini',
    path: `${flash}:generateContent`,
    first: { contents: [asked], tools: declared },
    next: ({ candidates: [{ content }] }) => ({
      contents: [asked, content, { role: 'user', parts: [result] }],
      tools: declared,
    }),
  },
} satisfies Readonly<Record<string, Talk>>

const headers = { 'x-session-id': 'a conversation' }

/** The first turn; then the account that had it is limited. */
const begin = async (world: World, { vendor, path, first }: Talk): Promise<Answer> => {
  const response = await world.post(path, first, { headers })
  const answer = (await response.json()) as Answer
  const account = response.headers.get('x-switchyard-account')?.split('/')[1] ?? ''
  const fault = { type: 'status', status: 429, retry: { type: 'seconds', seconds: 600 } } as const
  world[vendor].program({ account, fault })
  return answer
}

describe('a conversation that moves to another account', () => {
  test.each(Object.entries(talks))(
    'goes on without what only the former one can read: %s',
    async (_, talk) => {
      await using world = await openWorld()
      const answer = await begin(world, talk)
      const moved = await world.post(talk.path, talk.next(answer), { headers })
      // Limited, refused for its proofs, served.
      expect([moved.status, moved.headers.get('x-switchyard-attempts')]).toEqual([200, '3'])
      expect(moved.headers.get('x-switchyard-warnings')).toContain('another account has issued')
      expect(await moved.text()).toContain('simulated')
      expect(world[talk.vendor].journal.violations).toEqual([])
    },
  )

  test('goes on in a stream as well', async () => {
    await using world = await openWorld()
    const talk = talks['thoughts of Anthropic']
    const answer = await begin(world, talk)
    const body = { ...talk.next(answer), stream: true }
    const text = await (await world.post(talk.path, body, { headers })).text()
    expect(text).toContain('event: message_stop')
    expect(text).not.toContain('event: error')
  })
})
