import { expect, test } from 'bun:test'
import { embedCodecs } from '../../../src/protocol/embed-codecs.ts'
import type { Operation } from '../../../src/protocol/protocol.ts'

const named = (operation: Operation, body: string): string | undefined =>
  embedCodecs.gemini?.renamed?.(operation, body, 'real')

test.each<[Operation, string, string]>([
  [
    'batch-embed',
    '{ "requests": [ {"model":"models/alias", "content":{"model":"x"}}, {"content":{}} ,{"model" : "alias"}] }',
    '{ "requests": [ {"model":"models/real", "content":{"model":"x"}}, {"content":{}} ,{"model" : "models/real"}] }',
  ],
  ['embed', '{"content":{},"model":"models/alias"}', '{"content":{},"model":"models/real"}'],
])('%s names the model of the upstream wherever its body does', (operation, body, expected) => {
  expect(named(operation, body)).toBe(expected)
})

test.each<[Operation, string]>([
  [
    'batch-embed',
    '{"requests":[{"model":"models/real"},{"model":"real"},{"model":"models\\/real"}]}',
  ],
  ['batch-embed', '{"requests":{"model":"alias"}}'],
  ['batch-embed', '{"requests":["alias",{'],
  ['embed', '{"content":{"model":"alias"}}'],
])('%s of %s is left as it is', (operation, body) => {
  expect(named(operation, body)).toBe(body)
})
