import { expect, test } from 'bun:test'
import { cannedText, cannedThought } from '../../src/simulator/canned.ts'

const protocols = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'anthropic',
  'gemini',
] as const

/** Words of more than six letters, but for those that name the protocol. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/[a-z]{7,}/g))

test('no two protocols say the same, so that an answer shows where it was written', () => {
  const own = protocols.map((protocol) => {
    const said = [
      cannedText({ protocol, account: 'a' }, ''),
      cannedThought({ protocol, account: 'a' }),
    ]
    return said.map((text) => text.replaceAll(protocol, '')).join(' ')
  })
  const shared = [...wordsOf(own[0] ?? '')].filter((word) =>
    own.every((text) => text.includes(word)),
  )
  expect(new Set(own).size).toBe(protocols.length)
  expect(shared).toEqual(['simulated', 'thinking'])
})

test('a long prompt is quoted by its beginning', () => {
  const text = cannedText({ protocol: 'gemini', account: 'a' }, 'x'.repeat(500))
  expect(text).toContain(`“${'x'.repeat(120)}…”`)
})
