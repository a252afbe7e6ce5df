import { expect, test } from 'bun:test'
import { readEnvelope } from '../../src/server/request/envelope.ts'

test.each([
  ['{\n  "model": "m",\n  x', 'unexpected "x" at byte 20 (line 3, column 3)'],
  ['{"model": "m",\n', 'it ends at byte 15 (line 2, column 1) before it is complete'],
  ['[]', 'unexpected "[" at byte 0 (line 1, column 1)'],
])('a body that is no JSON object (%p) is told where it stops being one', (body, where) => {
  const result = readEnvelope(body)
  expect(result.type === 'refused' && result.failure.message).toContain(where)
})
