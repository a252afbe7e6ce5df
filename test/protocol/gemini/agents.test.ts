/** What Gemini CLI sends and the official client does not (0.61, read 2026-11), and what its like take. */
import { expect, test } from 'bun:test'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { readPrompt, writeStream } from './support.ts'

const promptOf = (more: JsonObject) =>
  readPrompt({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }], ...more })

const score = {
  type: 'OBJECT',
  properties: { why: { type: 'STRING', description: 'Why' }, score: { type: 'INTEGER' } },
  required: ['why', 'score'],
}
const jsonScore = {
  type: 'object',
  properties: { why: { type: 'string', description: 'Why' }, score: { type: 'integer' } },
  required: ['why', 'score'],
}

test('types in capitals are JSON types for others, in the form of an answer and of a tool', () => {
  const config = { responseMimeType: 'application/json', responseJsonSchema: score }
  expect(promptOf({ generationConfig: config }).format).toEqual({
    type: 'json-schema',
    schema: jsonScore,
  })
  const declared = { functionDeclarations: [{ name: 'rate', parametersJsonSchema: score }] }
  expect(promptOf({ tools: [declared] }).tools).toMatchObject([{ name: 'rate', schema: jsonScore }])
})

test('a JSON Schema stays as it is, whatever stands in it', () => {
  const schema = { type: 'object', properties: { nullable: { type: 'string', example: 'a' } } }
  const config = { responseMimeType: 'application/json', responseJsonSchema: schema }
  expect(promptOf({ generationConfig: config }).format).toEqual({ type: 'json-schema', schema })
})

test.each(['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'])(
  '%s proves nothing',
  (thoughtSignature) => {
    const call = { functionCall: { id: 'c1', name: 'read', args: {} }, thoughtSignature }
    const { messages } = promptOf({
      contents: [
        { role: 'user', parts: [{ text: 'hi' }] },
        { role: 'model', parts: [call] },
        { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'read', response: {} } }] },
      ],
    })
    expect(messages[1]?.parts).toEqual([
      { type: 'tool-call', kind: 'function', id: 'c1', name: 'read', arguments: '{}' },
    ])
  },
)

test('the signature of a thought comes beside its last words, not alone', () => {
  const thought = { choice: 0, part: 0 } as const
  const text = writeStream([
    { type: 'start', id: 'r1', model: 'm' },
    { type: 'part-start', ...thought, head: { type: 'thinking', text: '' } },
    { type: 'delta', ...thought, text: 'First ' },
    { type: 'delta', ...thought, text: 'second' },
    { type: 'delta', ...thought, text: '' },
    { type: 'proof', ...thought, proof: 'S' },
    { type: 'part-end', ...thought },
  ])
  expect(text.match(/"parts":\[[^\]]*\]/g)).toEqual([
    '"parts":[{"text":"First ","thought":true}]',
    '"parts":[{"text":"second","thought":true,"thoughtSignature":"S"}]',
  ])
})
