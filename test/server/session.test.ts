import { describe, expect, test } from 'bun:test'
import { scanTopLevel } from '../../src/protocol/json-scan.ts'
import { readSession, sessionKeys } from '../../src/server/request/session.ts'

type Case = {
  readonly headers?: Record<string, string>
  readonly user?: string
  readonly isConversation?: boolean
}

const sessionOf = (value: unknown, given: Case = {}) =>
  sessionOfText(Buffer.from(JSON.stringify(value)).toString('latin1'), given)

const sessionOfText = (
  body: string,
  { headers = {}, user = 'alice', isConversation = true }: Case = {},
) => {
  const scan = scanTopLevel(body, sessionKeys)
  return readSession({ headers: new Headers(headers), body, scan, user, isConversation })
}

const opening = 'Please write a poem about rivers.'
const user = (content: unknown) => ({ role: 'user', content })
const system = (content: unknown) => ({ role: 'system', content })

describe('a session that the client names', () => {
  const everything = { session_id: 'body', metadata: { session_id: 'metadata' } }

  test('is taken from a header first, in the documented order', () => {
    const headers = { 'x-thread-id': 'last', 'x-session-id': '  first  ' }
    expect(sessionOf(everything, { headers })).toBe('first')
  })

  test('is taken from the body before the metadata', () => {
    expect(sessionOf({ threadId: 't', ...everything })).toBe('body')
    expect(sessionOf({ metadata: { user_id: 'u', sessionId: 's' } })).toBe('s')
    expect(sessionOf({ metadata: { user_id: 'u' } })).toBe('u')
  })

  test('may be a number, and is nothing when blank, null or an object', () => {
    expect(sessionOf({ conversation_id: 17 })).toBe('17')
    expect(sessionOf({ session_id: ' ', thread_id: null, metadata: { user_id: {} } })).toBe('')
  })

  test('is a number as it is written: ids are longer than numbers are exact', () => {
    const body = '{"session_id":1234567890123456789}'
    expect(sessionOfText(body)).toBe('1234567890123456789')
  })

  test('is written as it is up to 256 characters, and as a digest beyond', () => {
    expect(sessionOf({ session_id: 'x'.repeat(256) })).toBe('x'.repeat(256))
    expect(sessionOf({ session_id: 'x'.repeat(257) })).toMatch(/^sid-explicit-[0-9a-f]{16}$/)
  })

  test('counts for requests that are no conversation', () => {
    expect(sessionOf({ input: opening, session_id: 's' }, { isConversation: false })).toBe('s')
  })
})

describe('a session known by how the conversation begins', () => {
  const forms = {
    chat: { messages: [system('Be brief.'), user(opening)] },
    'chat with parts': { messages: [user([{ type: 'text', text: opening }])] },
    messages: { system: [{ type: 'text', text: 'Be brief.' }], messages: [user(opening)] },
    responses: { instructions: 'Be brief.', input: opening },
    'responses with items': {
      input: [{ role: 'user', content: [{ type: 'input_text', text: opening }] }],
    },
    completions: { prompt: opening },
    contents: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ parts: [{ text: opening }] }],
    },
  }
  for (const [name, body] of Object.entries(forms))
    test(`is a digest, in the form of ${name}`, () => {
      expect(sessionOf(body)).toMatch(/^sid-[0-9a-f]{16}$/)
    })

  test('stays the same on every later turn, cache marks and all', () => {
    const first = user([{ type: 'text', text: opening, cache_control: { type: 'ephemeral' } }])
    const later = [
      user([{ type: 'text', text: opening }]),
      { role: 'assistant', content: 'Elbe' },
      user('More!'),
    ]
    expect(sessionOf({ messages: later })).toBe(sessionOf({ messages: [first] }))
  })

  test('differs by beginning, by system prompt and by caller', () => {
    const sessions = [
      sessionOf({ messages: [user(opening)] }),
      sessionOf({ messages: [user(`${opening} Now.`)] }),
      sessionOf({ messages: [system('Be brief.'), user(opening)] }),
      sessionOf({ messages: [user(opening)] }, { user: 'bob' }),
    ]
    expect(new Set(sessions).size).toBe(4)
  })

  test('does not hang on what changes from turn to turn', () => {
    const turn = (note: string) => ({
      system: [
        { type: 'text', text: `x-vendor-billing-header: ${note}` },
        { type: 'text', text: 'Be brief.' },
      ],
      messages: [
        user([
          { type: 'text', text: `<system-reminder>${note}</system-reminder>` },
          { type: 'text', text: opening },
        ]),
      ],
    })
    expect(sessionOf(turn('one'))).toBe(sessionOf(turn('two')))
    expect(sessionOf(turn('one'))).not.toBe('')
  })

  test('is none when the beginning is too short to tell, or is not there', () => {
    for (const body of [
      { messages: [user('hi')] },
      { messages: [] },
      { input: 7 },
      {},
      { messages: [user(null)] },
    ])
      expect(sessionOf(body)).toBe('')
  })

  test('is not looked for in parts of parts, however deep a client nests them', () => {
    const part = { type: 'text', text: opening }
    expect(sessionOf({ contents: [{ parts: { parts: { parts: [part] } } }] })).toBe('')
    expect(sessionOf({ messages: [user([{ type: 'text', text: [part] }])] })).toBe('')
    const nested = `{"messages":[{"content":${'[{"text":'.repeat(4_000)}1${'}]'.repeat(4_000)}}]}`
    expect(sessionOfText(nested)).toBe('')
  })

  test('is none for requests that are no conversation', () => {
    expect(sessionOf({ input: opening }, { isConversation: false })).toBe('')
  })
})
