import { expect, test } from 'bun:test'
import type { Fault } from '../../src/simulator/index.ts'
import { manyAccounts, openWorld } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'

const before: readonly (readonly [string, Fault])[] = [
  ['a 500', { type: 'status', status: 500 }],
  ['a 502', { type: 'status', status: 502 }],
  ['a 503', { type: 'status', status: 503 }],
  ['a 504', { type: 'status', status: 504 }],
  ['a 529', { type: 'status', status: 529 }],
  ['a 429', { type: 'status', status: 429, retry: { type: 'seconds', seconds: 30 } }],
  ['a 401', { type: 'status', status: 401 }],
  ['a reset', { type: 'reset' }],
  ['a closed connection', { type: 'close' }],
  ['an error page', { type: 'html', status: 200 }],
  ['a redirect', { type: 'redirect', location: 'http://127.0.0.1:9/elsewhere' }],
  ['an error event first', { type: 'error-event', at: 'first' }],
  ['an error event after the preamble', { type: 'error-event', at: 'after-preamble' }],
  ['an unreadable event', { type: 'malformed', afterEvents: 0 }],
  ['a cut before content', { type: 'cut', afterEvents: 0, at: 'boundary', by: 'reset' }],
]

const requests = [
  ['openai', '/v1/chat/completions', chat()],
  ['openai', '/v1/chat/completions', chat(true)],
  ['anthropic', '/v1/messages', messages()],
  ['anthropic', '/v1/messages', messages(true)],
  ['gemini', '/v1beta/models/gemini-2.5-flash:generateContent', contents()],
  ['gemini', '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', contents()],
  ['gemini', '/v1beta/models/gemini-2.5-flash:streamGenerateContent', contents()],
] as const

for (const [name, fault] of before) {
  test(`${name} before any content moves the request to another account at once`, async () => {
    await using world = await openWorld({ accounts: manyAccounts })
    for (const [vendor, path, body] of requests) {
      world[vendor].program({ fault, times: 1 })
      const response = await world.post(path, body)
      const text = await response.text()
      const record = await world.nextRecord()
      expect({
        path,
        status: response.status,
        attempts: record.attempts,
        outcome: record.outcome,
      }).toEqual({
        path,
        status: 200,
        attempts: 2,
        outcome: 'completed',
      })
      expect(text).toContain('simulated')
    }
  })
}
