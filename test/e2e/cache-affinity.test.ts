import { describe, expect, test } from 'bun:test'
import { shareWorld } from '../support/shared-world.ts'

const accounts = Array.from({ length: 6 }, (_, index) => ({
  key: `sk-simulated-${index}`,
  name: `account-${index}`,
}))

const rules = 'These are the rules of the house. '.repeat(300)

/** Conversations with the same long instructions, each in words of its own: no session holds them together. */
const requests: Readonly<Record<string, (words: string) => object>> = {
  '/v1/chat/completions': (content) => ({
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: rules },
      { role: 'user', content },
    ],
  }),
  '/v1/responses': (input) => ({ model: 'gpt-4o-mini', instructions: rules, input }),
  '/v1/messages': (content) => ({
    model: 'claude-sonnet-4-5',
    max_tokens: 64,
    system: [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content }],
  }),
  '/v1beta/models/gemini-2.5-flash:generateContent': (text) => ({
    systemInstruction: { parts: [{ text: rules }] },
    contents: [{ role: 'user', parts: [{ text }] }],
  }),
}

for (const [mode, isTogether] of [
  ['cache_first', true],
  ['balance', false],
] as const)
  describe(`in ${mode}`, () => {
    const world = shareWorld({ accounts, tree: { proxy: { scheduling: { mode } } } })

    for (const [path, write] of Object.entries(requests))
      test(`prompts that begin alike are ${isTogether ? '' : 'not '}sent to one account, at ${path}`, async () => {
        const served = new Set<string>()
        for (let turn = 0; turn < 6; turn += 1) {
          const response = await world().post(path, write(`talk number ${turn} about the weather`))
          expect(response.status).toBe(200)
          await response.text()
          served.add(response.headers.get('x-switchyard-account') ?? '')
        }
        expect(served.size === 1).toBe(isTogether)
      })
  })
