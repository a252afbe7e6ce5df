import { expect, test } from 'bun:test'
import { redact } from '../../src/telemetry/redact.ts'

test.each([
  ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [redacted]'],
  ['sent bearer tok_1234567890 upstream', 'sent bearer [redacted] upstream'],
  ['authorization=Basic dXNlcjpwYXNz', 'authorization=Basic [redacted]'],
  ['GET /v1beta/models?key=A1b2C3d4E5&alt=sse', 'GET /v1beta/models?key=[redacted]&alt=sse'],
  ['{"api_key":"hunter2hunter2","n":1}', '{"api_key":"[redacted]","n":1}'],
  ['x-goog-api-key: secret-1234567', 'x-goog-api-key: [redacted]'],
  ['https://user:pa55w0rd@proxy:3128/', 'https://user:[redacted]@proxy:3128/'],
  ['key sk-proj-abcdef123456 refused', 'key [redacted] refused'],
  ['AIzaSyD-1234567890abcdef', '[redacted]'],
  ['ya29.a0AfH6SMabc', '[redacted]'],
  ['eyJhbGciOi.eyJzdWIiOi.c2lnbmF0', '[redacted]'],
  ['-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY----- read', '[redacted] read'],
])('takes the secret out of %p', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

test('takes out every secret of a text', () => {
  expect(redact('sk-first-123456 and sk-second-123456')).toBe('[redacted] and [redacted]')
})

test.each([
  'gpt-4.1-mini at openai/team-1',
  'claude-sonnet-4-5 risk-cooldown task-force ask-me-anything',
  'outputTokens: 1234567, monkey=business',
  'http://127.0.0.1:8045/v1/models',
])('leaves %p alone', (text) => {
  expect(redact(text)).toBe(text)
})
